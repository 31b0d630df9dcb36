import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { EndedBy } from '../../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../../protocol/errors.ts';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { MediaConference, MediaConferenceEvents } from '../../../../server/media/media-port.ts';
import { call, toConference } from '../../../support/server/calls/escalating.ts';
import { joinConference, noticesDuring, type Stay } from '../../../support/server/conference/stays.ts';
import { FakeClock } from '../../../support/server/fake-clock.ts';
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

/** A call on its way: Alice is in, Bob has her invitation; Carol is in as well, and Dave is rung. */
interface OnItsWay {
  conference: ConferenceInfo;
  invitation: RequestData<'invitation.send'>;
  ofAlice: Stay;
}

async function onItsWay(): Promise<OnItsWay> {
  const { conference } = await escalate(alice);
  const ofAlice = await joinConference(alice, conference.id);
  const invitation = toConference(conference, BOB);
  await alice.request('invitation.send', invitation);
  await joinConference(carol, conference.id);
  await alice.request('invitation.send', toConference(conference, DAVE));
  return { conference, invitation, ofAlice };
}

/** Bob takes the invitation, and comes in. */
async function bobComes({ conference, invitation }: OnItsWay): Promise<Stay> {
  await bob.request('invitation.accept', invitation);
  return joinConference(bob, conference.id);
}

const leave = (client: TestClient, { conference }: OnItsWay) =>
  client.request('conference.leave', { conferenceId: conference.id });

/** The call goes on as before: signaling goes through, it may be held, and may become a conference again. */
async function goesOn(): Promise<void> {
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
  act: (way: OnItsWay) => unknown;
  code: ErrorCode;
  /** As Alice reads it, and Bob. */
  by: [EndedBy, EndedBy];
}

const CAUSES: Cause[] = [
  {
    what: 'the time is over, nobody having come',
    act: () => clock.advance(8_000),
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'the time is over, one having everything',
    act: async (way) => {
      await bobComes(way);
      await alice.request('session.carried', { sessionId, conferenceId: way.conference.id });
      clock.advance(8_000);
    },
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'whoever organizes ends the conference',
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
    what: 'the other side is not to be disturbed',
    act: ({ invitation }) => bob.request('invitation.decline', { ...invitation, reason: 'do-not-disturb' }),
    code: 'TARGET_DO_NOT_DISTURB',
    by: ['them', 'you'],
  },
  {
    what: 'the other side is asked, and says nothing',
    act: async ({ invitation }) => {
      await bob.request('invitation.ringing', invitation);
      clock.advance(45_000);
    },
    code: 'REQUEST_TIMED_OUT',
    by: ['system', 'system'],
  },
  {
    what: 'the invitation is taken back',
    act: ({ invitation }) => alice.request('invitation.cancel', invitation),
    code: 'INVITATION_CANCELLED',
    by: ['you', 'them'],
  },
  {
    what: 'whoever began leaves',
    act: (way) => leave(alice, way),
    code: 'CONFERENCE_NOT_JOINED',
    by: ['you', 'them'],
  },
  {
    what: 'the other side comes, and leaves',
    act: async (way) => {
      await bobComes(way);
      await leave(bob, way);
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'one who has everything leaves',
    act: async (way) => {
      await bobComes(way);
      await bob.request('session.carried', { sessionId, conferenceId: way.conference.id });
      await leave(bob, way);
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'one removes the other',
    act: async (way) => {
      const { id: participantId } = await bobComes(way);
      await alice.request('conference.remove', { conferenceId: way.conference.id, participantId });
    },
    code: 'CONFERENCE_NOT_JOINED',
    by: ['them', 'you'],
  },
  {
    what: 'one side gives it up',
    act: async (way) => {
      await bobComes(way);
      const conferenceId = way.conference.id;
      await bob.request('session.roll-back', { sessionId, conferenceId, code: 'MEDIA_NOT_NEGOTIABLE' });
    },
    code: 'MEDIA_NOT_NEGOTIABLE',
    by: ['them', 'you'],
  },
];

describe('a call that goes on alone', () => {
  test.each(CAUSES)('[ESC-3] since $what', async ({ act, code, by }) => {
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
    await goesOn();
  });

  test('[ESC-3] the two read it before the conference ends for them', async () => {
    const way = await onItsWay();
    await bobComes(way);
    const told = await noticesDuring([alice, bob], async () => media.conferences[0]?.events.lost());
    for (const notices of told) {
      const names = notices.map(({ name }) => name);
      expect(names.indexOf('session-rolled-back')).toBeLessThan(names.indexOf('conference-exited'));
    }
  });

  test('[ESC-3] a side whose connection breaks is not waited for, its call is', async () => {
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

  test('[ESC-3] a side that signs out is gone from both', async () => {
    const way = await onItsWay();
    await bobComes(way);
    bob.close();
    expect(await alice.notice('session-rolled-back')).toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
      by: 'them',
    });
    expect(await alice.notice('session-ended')).toMatchObject({ ending: { reason: 'signed-out' } });
  });

  test('[RES-4] a server that closes gives it up', async () => {
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

describe('a call that ends on its way', () => {
  test('[ESC-3] the conference goes on for whoever is there or comes', async () => {
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

  test('[CONF-10] nobody having come, the conference ends like any that is empty', async () => {
    const { conference } = await escalate(alice);
    await alice.request('session.hang-up', { sessionId, reason: 'hung-up' });
    clock.advance(60_000);
    expect(await refusalsOf([joinConference(carol, conference.id)])).toEqual(['CONFERENCE_ENDED']);
  });
});

describe('a conference that is still being made', () => {
  let open: () => void;
  let fail: (why: ParleyError) => void;
  beforeEach(() => {
    media.gate = new Promise((resolve, reject) => {
      open = resolve;
      fail = reject;
    });
  });

  test('[ESC-3] where there is nothing to carry it, both who ask read that, and the call goes on', async () => {
    const asked = refusalsOf([escalate(alice), escalate(bob)]);
    await Promise.all([alice.settled(), bob.settled()]);
    fail(new ParleyError('WORKER_CRASHED', 'no worker'));
    expect(await asked).toEqual(['WORKER_CRASHED', 'WORKER_CRASHED']);
    media.gate = Promise.resolve();
    await goesOn();
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
  ])('[ESC-3] %s: it is given up, and no conference is left', async (_, act) => {
    const asked = refusalsOf([escalate(alice)]);
    await alice.settled();
    await act();
    open();
    expect(await asked).toEqual(['ESCALATION_FAILED']);
    expect(media.conferences.map(({ closed }) => closed)).toEqual([true]);
    expect(alice.has('session-rolled-back') || bob.has('session-rolled-back')).toBe(false);
  });
});
