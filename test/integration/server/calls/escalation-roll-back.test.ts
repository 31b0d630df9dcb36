import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { EndedBy } from '../../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../../protocol/errors.ts';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { MediaConference, MediaConferenceEvents } from '../../../../server/media/media-port.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { call, toConference } from '../../../support/server/calls/escalating.ts';
import { joinConference, noticesDuring, type Stay } from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { everythingOff } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org';
const DAVE = 'dave@example.org';

/** An SFU whose next conference opens when the test says so. */
class GatedMedia extends FakeMedia {
  gate: Promise<void> = Promise.resolve();

  override async openConference(events: MediaConferenceEvents): Promise<MediaConference> {
    await this.gate;
    return super.openConference(events);
  }
}

let server: TestServer;
let clock: FakeClock;
let media: GatedMedia;
let alice: TestClient;
let bob: TestClient;
let carol: TestClient;
let dave: TestClient;
let sessionId: SessionId;

beforeEach(async () => {
  clock = new FakeClock();
  media = new GatedMedia();
  server = await TestServer.start({ timings: { resumeMs: 15_000 } }, { clock, media });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
  dave = await server.signIn('Dave');
  ({ sessionId } = await call(alice, { client: bob, address: BOB }));
});
afterEach(async () => {
  await server.close();
  expect(clock.pending).toBe(0);
});

const escalate = (client: TestClient) => client.request('session.escalate', { sessionId });

/** An escalation: Alice has joined, Bob has her invitation, Carol has joined too, and Dave's device is ringing. */
interface Escalating {
  conference: ConferenceInfo;
  invitation: RequestData<'invitation.send'>;
  ofAlice: Stay;
}

async function onItsWay(): Promise<Escalating> {
  const { conference } = await escalate(alice);
  const ofAlice = await joinConference(alice, conference.id);
  const invitation = toConference(conference, BOB);
  await alice.request('invitation.send', invitation);
  await joinConference(carol, conference.id);
  await alice.request('invitation.send', toConference(conference, DAVE));
  return { conference, invitation, ofAlice };
}

/** Bob accepts the invitation and joins. */
async function bobComes({ conference, invitation }: Escalating): Promise<Stay> {
  await bob.request('invitation.accept', invitation);
  return joinConference(bob, conference.id);
}

const leave = (client: TestClient, { conference }: Escalating) =>
  client.request('conference.leave', { conferenceId: conference.id });

/** Checks that the call continues: signaling works, it can be held, and it can be escalated again. */
async function expectCallContinues(): Promise<void> {
  await alice.request('session.media', { sessionId, media: everythingOff });
  await bob.notice('session-media');
  for (const held of [true, false]) {
    await bob.request('session.hold', { sessionId, held });
    await alice.notice('session-hold', (data) => data.held === held);
  }
  const { conference } = await escalate(bob);
  await joinConference(bob, conference.id);
}

interface Cause {
  what: string;
  act: (way: Escalating) => unknown;
  code: ErrorCode;
  /** From the points of view of Alice and Bob. */
  by: [EndedBy, EndedBy];
}

const CAUSES: Cause[] = [
  {
    what: 'the time is over and nobody has joined',
    act: () => clock.advance(8_000),
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'the time is over and one side has reported',
    act: async (way) => {
      await bobComes(way);
      await alice.request('session.carried', { sessionId, conferenceId: way.conference.id });
      clock.advance(8_000);
    },
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'the organizer ends the conference',
    act: ({ conference: { id } }) => alice.request('conference.terminate', { conferenceId: id }),
    code: 'CONFERENCE_ENDED',
    by: ['you', 'them'],
  },
  {
    what: 'a third person ends it',
    act: async ({ conference: { id: conferenceId }, ofAlice }) => {
      const participantId = (await joinConference(dave, conferenceId)).id;
      await ofAlice.client.request('conference.set-role', { conferenceId, participantId, role: 'organizer' });
      await dave.request('conference.terminate', { conferenceId });
    },
    code: 'CONFERENCE_ENDED',
    by: ['system', 'system'],
  },
  {
    what: 'its worker is lost',
    act: () => media.conferences[0]?.events.lost(),
    code: 'WORKER_CRASHED',
    by: ['server', 'server'],
  },
  {
    what: 'the other side declines',
    act: ({ invitation }) => bob.request('invitation.decline', { ...invitation, reason: 'declined' }),
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'the other side is on Do not disturb',
    act: ({ invitation }) => bob.request('invitation.decline', { ...invitation, reason: 'do-not-disturb' }),
    code: 'TARGET_DO_NOT_DISTURB',
    by: ['them', 'you'],
  },
  {
    what: 'the other side is asked and does not answer',
    act: async ({ invitation }) => {
      await bob.request('invitation.ringing', invitation);
      clock.advance(45_000);
    },
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'the invitation is cancelled',
    act: ({ invitation }) => alice.request('invitation.cancel', invitation),
    code: 'INVITATION_CANCELLED',
    by: ['you', 'them'],
  },
  {
    what: 'the person who began it leaves',
    act: (way) => leave(alice, way),
    code: 'CONFERENCE_NOT_JOINED',
    by: ['you', 'them'],
  },
  {
    what: 'the other side joins and leaves',
    act: async (way) => {
      await bobComes(way);
      await leave(bob, way);
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'a side that has reported leaves',
    act: async (way) => {
      await bobComes(way);
      await bob.request('session.carried', { sessionId, conferenceId: way.conference.id });
      await leave(bob, way);
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'one side removes the other',
    act: async (way) => {
      const { id: participantId } = await bobComes(way);
      await alice.request('conference.remove', { conferenceId: way.conference.id, participantId });
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'one side rolls back',
    act: async (way) => {
      await bobComes(way);
      const conferenceId = way.conference.id;
      await bob.request('session.roll-back', { sessionId, conferenceId, code: 'MEDIA_NOT_NEGOTIABLE' });
    },
    code: 'MEDIA_NOT_NEGOTIABLE',
    by: ['them', 'you'],
  },
];

describe('a roll-back', () => {
  test.each(CAUSES)('[ESC-3] because $what', async ({ act, code, by }) => {
    const way = await onItsWay();
    const conferenceId = way.conference.id;
    const [toldAlice, toldBob, toldCarol] = await noticesDuring([alice, bob, carol], async () => act(way));
    const rolledBack = (as: EndedBy | undefined) => ({
      name: 'session-rolled-back',
      data: { sessionId, conferenceId, code, by: as },
    });
    expect(toldAlice?.filter(({ name }) => name === 'session-rolled-back')).toEqual([rolledBack(by[0])]);
    expect(toldBob?.filter(({ name }) => name === 'session-rolled-back')).toEqual([rolledBack(by[1])]);
    expect(toldCarol?.map(({ name }) => name)).toContain('conference-exited');
    expect(await dave.notice('invitation-ended')).toBeTruthy();
    for (const client of [alice, bob, carol]) {
      expect(await refusalsOf([joinConference(client, conferenceId)])).toEqual(['CONFERENCE_ENDED']);
    }
    await expectCallContinues();
  });

  test('[ESC-3] both sides are notified before the conference ends for them', async () => {
    const way = await onItsWay();
    await bobComes(way);
    const told = await noticesDuring([alice, bob], async () => media.conferences[0]?.events.lost());
    for (const notices of told) {
      const names = notices.map(({ name }) => name);
      expect(names.indexOf('session-rolled-back')).toBeLessThan(names.indexOf('conference-exited'));
    }
  });

  test('[ESC-3] a broken connection rolls back immediately, but its call waits', async () => {
    const way = await onItsWay();
    await bobComes(way);
    bob.cut();
    expect(await alice.notice('session-rolled-back')).toMatchObject({
      code: 'CONNECTION_LOST',
      by: 'system',
    });
    await alice.notice('conference-exited');
    expect(alice.has('session-ended')).toBe(false);
    clock.advance(15_000);
    expect(await alice.notice('session-ended')).toMatchObject({ ending: { reason: 'connection-lost' } });
  });

  test('[ESC-3] a side that signs out leaves the call and the conference', async () => {
    const way = await onItsWay();
    await bobComes(way);
    bob.close();
    expect(await alice.notice('session-rolled-back')).toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
      by: 'them',
    });
    expect(await alice.notice('session-ended')).toMatchObject({ ending: { reason: 'signed-out' } });
  });

  test('[RES-4] a closing server rolls back', async () => {
    await onItsWay();
    await Promise.all([alice.closed(), bob.closed(), server.running.close()]);
    for (const client of [alice, bob]) {
      expect(await client.notice('session-rolled-back')).toMatchObject({
        code: 'CONFERENCE_ENDED',
        by: 'server',
      });
      expect(client.has('session-ended')).toBe(false);
    }
  });
});

describe('a call that ends during its escalation', () => {
  test('[ESC-3] the conference continues for its participants and people who join later', async () => {
    const way = await onItsWay();
    await bob.request('session.hang-up', { sessionId, reason: 'hung-up' });
    expect(await alice.notice('session-ended')).toMatchObject({ ending: { reason: 'hung-up', by: 'them' } });
    clock.advance(8_000);
    await alice.settled();
    expect(alice.has('session-rolled-back') || alice.has('conference-exited')).toBe(false);
    const conferenceId = way.conference.id;
    const late = { sessionId, conferenceId };
    expect(
      await refusalsOf([
        escalate(alice),
        alice.request('session.carried', late),
        alice.request('session.roll-back', { ...late, code: 'MEDIA_FAILED' }),
      ]),
    ).toEqual(Array(3).fill('SESSION_GONE'));
    await leave(alice, way);
    expect(await joinConference(dave, conferenceId)).toBeTruthy();
  });

  test('[CONF-10] without participants the conference ends like any empty one', async () => {
    const { conference } = await escalate(alice);
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    clock.advance(60_000);
    expect(await refusalsOf([joinConference(carol, conference.id)])).toEqual(['CONFERENCE_ENDED']);
  });
});

describe('a conference that is still being created', () => {
  let open: () => void;
  let fail: (why: ParleyError) => void;
  beforeEach(() => {
    media.gate = new Promise((resolve, reject) => {
      open = resolve;
      fail = reject;
    });
  });

  test('[ESC-3] without a media worker both sides get the error, and the call continues', async () => {
    const asked = refusalsOf([escalate(alice), escalate(bob)]);
    await Promise.all([alice.settled(), bob.settled()]);
    fail(new ParleyError('WORKER_CRASHED', 'no worker'));
    expect(await asked).toEqual(['WORKER_CRASHED', 'WORKER_CRASHED']);
    media.gate = Promise.resolve();
    await expectCallContinues();
  });

  test.each([
    ['the time is over', () => clock.advance(8_000)],
    ['the call ends', () => alice.request('session.hang-up', { sessionId, reason: 'hung-up' })],
    [
      'a connection breaks',
      () => {
        bob.cut();
        return alice.notice('person-changed', ({ person }) => person.presence === 'offline');
      },
    ],
  ])('[ESC-3] %s: the escalation is given up, and no conference is left', async (_, act) => {
    const asked = refusalsOf([escalate(alice)]);
    await alice.settled();
    await act();
    open();
    expect(await asked).toEqual(['ESCALATION_FAILED']);
    expect(media.conferences.map(({ closed }) => closed)).toEqual([true]);
    expect(alice.has('session-rolled-back') || bob.has('session-rolled-back')).toBe(false);
  });
});
