import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { GivenRole } from '../../../../protocol/conferences/roles.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  produce,
  type Stay,
  wait,
} from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const RESUME_MS = 15_000;
const ORGANIZER_GONE_MS = 60_000;

let server: TestServer;
let clock: FakeClock;
let media: FakeMedia;
let conference: ConferenceInfo;
let alice: Stay;
let bob: Stay;
let carol: Stay;

beforeEach(async () => {
  clock = new FakeClock();
  media = new FakeMedia();
  server = await TestServer.start({ timings: { resumeMs: RESUME_MS } }, { clock, media });
  const organizer = await server.signIn('Alice');
  conference = await createConference(organizer);
  alice = await joinConference(organizer, conference.id);
  clock.advance(1_000);
  bob = await joinConference(await server.signIn('Bob'), conference.id);
  clock.advance(1_000);
  carol = await joinConference(await server.signIn('Carol'), conference.id);
});
afterEach(() => server.close());

/** Breaks a connection and waits until another participant has seen it. */
async function lose({ client, id }: Stay, witness = carol): Promise<void> {
  client.cut();
  await witness.client.notice(
    'participant-changed',
    ({ participant }) => participant.id === id && participant.status === 'disconnected',
  );
}

const leave = ({ client }: Stay) => client.request('conference.leave', { conferenceId: conference.id });

const give = ({ id: participantId }: Stay, role: GivenRole) =>
  alice.client.request('conference.set-role', { conferenceId: conference.id, participantId, role });

/** The organizers, as a person sees them who joins now. */
async function organizers(): Promise<string[]> {
  const reader = await joinConference(await server.signIn('Reader'), conference.id);
  await leave(reader);
  reader.client.close();
  const { participants } = reader.joined;
  return participants.filter(({ role }) => role === 'organizer').map(({ displayName }) => displayName);
}

describe('a lost connection', () => {
  test('[CONF-7] [CONF-9] the others see it immediately; media and place stay for the resume time', async () => {
    await produce(bob, 'microphone');
    await lose(bob);
    expect(media.conferences[0]?.participants[1]?.closed).toBe(false);
    const { stillIn } = await leave(alice);
    expect(stillIn.map(({ displayName }) => displayName)).toEqual(['Bob', 'Carol']);
    clock.advance(RESUME_MS - 1);
    await carol.client.settled();
    expect(carol.client.notices.some((notice) => isLeft(notice, bob))).toBe(false);
    clock.advance(1);
    const told = await carol.client.notice(
      'participant-left',
      ({ participantId }) => participantId === bob.id,
    );
    expect(told.ending).toEqual({ reason: 'connection-lost', by: 'system' });
    expect(media.conferences[0]?.participants[1]?.closed).toBe(true);
  });

  const isLeft = (notice: { name: string; data: unknown }, { id }: Stay) =>
    notice.name === 'participant-left' && (notice.data as { participantId: string }).participantId === id;

  test.each([
    ['joined in the same millisecond', 0],
    ['joined after the clock was set back', -60_000],
  ])(
    '[CONF-3] [CONF-9] a person who returns has the same position, before a person who %s',
    async (_, ms) => {
      clock.advance(ms);
      const dave = await joinConference(await server.signIn('Dave'), conference.id);
      await lose(carol, dave);
      const again = await joinConference(
        await server.signIn('Carol', { deviceName: 'tablet' }),
        conference.id,
      );
      expect(again.id).toBe(carol.id);
      expect(again.joined.participants.map(({ displayName }) => displayName)).toEqual([
        ...['Alice', 'Bob', 'Carol', 'Dave'],
      ]);
      const reader = await joinConference(await server.signIn('Reader'), conference.id);
      expect(reader.joined.participants.map(({ displayName }) => displayName)).toEqual([
        ...['Alice', 'Bob', 'Carol', 'Dave', 'Reader'],
      ]);
    },
  );

  test('[CONF-9] joining again from another device continues the stay: nobody has left', async () => {
    await produce(bob, 'microphone');
    await bob.client.request('conference.hand', { conferenceId: conference.id, raised: true });
    await lose(bob);
    const tablet = await server.signIn('Bob', { deviceName: 'tablet' });
    const heard = await noticesDuring([alice.client, carol.client], async () => {
      const again = await joinConference(tablet, conference.id);
      expect(again.id).toBe(bob.id);
      expect(again.joined.consumers).toEqual([]);
      expect(again.joined.participants.map(({ displayName, status }) => `${displayName} ${status}`)).toEqual([
        ...['Alice connected', 'Bob connected', 'Carol connected'],
      ]);
      clock.advance(RESUME_MS);
    });
    for (const notices of heard) {
      expect(notices.map(({ name }) => name)).not.toContain('participant-left');
      const changes = notices.flatMap(({ name, data }) => (name === 'participant-changed' ? [data] : []));
      expect(changes).toMatchObject([
        {
          participant: {
            id: bob.id,
            endpointId: tablet.endpointId,
            status: 'connected',
            handRaisedAtMs: expect.any(Number),
          },
        },
      ]);
    }
    expect(media.conferences[0]?.participants.map(({ closed }) => closed)).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  test('[CONF-9] of two devices that join at once, one continues the stay', async () => {
    await lose(bob);
    const devices = [
      await server.signIn('Bob', { deviceName: 'tablet' }),
      await server.signIn('Bob', { deviceName: 'phone' }),
    ];
    const stays = await Promise.all(devices.map((client) => joinConference(client, conference.id)));
    const ids = stays.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain(bob.id);
  });

  test('[CONF-9] a resume time that ends during a join does not prevent the join', async () => {
    await lose(bob);
    const tablet = await server.signIn('Bob', { deviceName: 'tablet' });
    let open = () => {};
    const sfu = media.conferences[0];
    if (sfu) sfu.gate = new Promise((resolve) => (open = resolve));
    const coming = joinConference(tablet, conference.id);
    await tablet.settled();
    clock.advance(RESUME_MS);
    await carol.client.notice('participant-left', ({ participantId }) => participantId === bob.id);
    carol.client.notices.length = 0;
    open();
    const { id } = await coming;
    const { participant } = await carol.client.notice('participant-changed');
    expect(participant).toMatchObject({ id, status: 'connected' });
  });

  test('[CONF-9] the same device gets a new stay with the same role', async () => {
    await give(bob, 'attendee');
    await lose(bob);
    const again = await server.signIn('Bob');
    await carol.client.notice('participant-left', ({ participantId }) => participantId === bob.id);
    const { id, joined } = await joinConference(again, conference.id);
    expect(id).not.toBe(bob.id);
    expect(joined.participants.find((each) => each.id === id)?.role).toBe('attendee');
  });

  test('[CONF-9] a person who was admitted before does not wait again', async () => {
    await alice.client.request('conference.change', { conferenceId: conference.id, waitingRoom: true });
    await lose(bob);
    await joinConference(await server.signIn('Bob', { deviceName: 'tablet' }), conference.id);
    await wait(await server.signIn('Dave'), conference.id);
  });

  test('[CONF-9] a person who is removed while absent cannot return', async () => {
    await lose(bob);
    const { id: conferenceId } = conference;
    await alice.client.request('conference.remove', { conferenceId, participantId: bob.id });
    expect(await refusalsOf([joinConference(await server.signIn('Bob'), conferenceId)])).toEqual([
      'CONFERENCE_REMOVED',
    ]);
  });

  test('[CONF-8] an absent participant can be muted', async () => {
    const producerId = await produce(bob, 'microphone');
    await lose(bob);
    await alice.client.request('conference.mute', { conferenceId: conference.id, participantId: bob.id });
    expect(media.conferences[0]?.participants[1]?.producers.get(producerId)?.paused).toBe(true);
  });

  test('[CONF-10] a conference whose people are all absent ends after both times', async () => {
    const dave = await server.signIn('Dave');
    for (const { client } of [alice, bob, carol]) client.cut();
    for (const name of ['Alice', 'Bob', 'Carol']) {
      await dave.notice(
        'person-changed',
        ({ person }) => person.displayName === name && person.presence === 'offline',
      );
    }
    clock.advance(RESUME_MS + 60_000 - 1);
    const known = { conferenceId: conference.id };
    expect(await refusalsOf([dave.request('conference.leave', known)])).toEqual(['CONFERENCE_NOT_JOINED']);
    clock.advance(1);
    expect(await refusalsOf([dave.request('conference.leave', known)])).toEqual(['CONFERENCE_ENDED']);
  });
});

describe('succession', () => {
  test('[CONF-10] after 60 s without an organizer the presenter who joined first becomes one, and everyone is notified', async () => {
    await leave(alice);
    clock.advance(ORGANIZER_GONE_MS - 1);
    expect(await organizers()).toEqual([]);
    clock.advance(1);
    for (const { client } of [bob, carol]) {
      const { participant } = await client.notice(
        'participant-changed',
        (told) => told.participant.role === 'organizer' && told.participant.id === bob.id,
      );
      expect(participant.displayName).toBe('Bob');
    }
    expect(await organizers()).toEqual(['Bob']);
  });

  test('[CONF-10] a presenter is chosen before an attendee who joined earlier', async () => {
    await give(bob, 'attendee');
    await leave(alice);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Carol']);
  });

  test('[CONF-10] without presenters, the attendee who joined first', async () => {
    await give(bob, 'attendee');
    await give(carol, 'attendee');
    await leave(alice);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Bob']);
  });

  test('[CONF-10] an organizer who returns in time stays the only one', async () => {
    await leave(alice);
    clock.advance(ORGANIZER_GONE_MS - 1);
    await joinConference(alice.client, conference.id);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Alice']);
  });

  test('[CONF-10] the time starts when the connection of the organizer broke', async () => {
    await lose(alice);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Bob']);
    await joinConference(await server.signIn('Alice'), conference.id);
    expect(await organizers()).toEqual(['Bob', 'Alice']);
  });

  test('[CONF-10] with a second organizer nobody else becomes one', async () => {
    await give(carol, 'organizer');
    await leave(alice);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Carol']);
  });

  test('[CONF-10] absent people do not become organizers', async () => {
    await leave(alice);
    await lose(bob);
    clock.advance(ORGANIZER_GONE_MS);
    expect(await organizers()).toEqual(['Carol']);
  });
});
