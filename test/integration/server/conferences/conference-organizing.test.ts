import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { Role } from '../../../../protocol/conferences/roles.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { ConferenceRequestName } from '../../../../protocol/signaling/conference-requests.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  produce,
  type Stay,
} from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation, everythingOff } from '../../../support/server/requests.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const ALICE = { address: 'alice@example.org', displayName: 'Alice' };
const BOB = 'bob@example.org' as Address;
const NOBODY = anId() as ParticipantId;
const SENDING: MediaStatus = { microphone: 'on', camera: 'off', screen: 'on', screenName: 'Slides' };

let server: TestServer;
let media: FakeMedia;
let conference: ConferenceInfo;
let alice: Stay;
let bob: Stay;
let carol: Stay;

beforeEach(async () => {
  media = new FakeMedia();
  server = await TestServer.start({}, { media, clock: new FakeClock() });
  const organizer = await server.signIn('Alice');
  conference = await createConference(organizer);
  alice = await joinConference(organizer, conference.id);
  bob = await joinConference(await server.signIn('Bob'), conference.id, { media: SENDING });
  carol = await joinConference(await server.signIn('Carol'), conference.id, { media: SENDING });
});
afterEach(() => server.close());

/** Sends a request to the conference. */
const ask = (by: Stay, name: ConferenceRequestName, data: object = {}) =>
  by.client.request(name, { conferenceId: conference.id, ...data } as never);

/** The roster as one client knows it. */
const mediaOf = async (reader: Stay, who: Stay) => {
  const { participant } = await reader.client.notice(
    'participant-changed',
    (told) => told.participant.id === who.id,
  );
  return participant.media;
};

const producer = (participant: number, id: string) =>
  media.conferences[0]?.participants[participant]?.producers.get(id as never);

describe('microphones and screens', () => {
  test('[CONF-8] a muted participant is silent immediately and in all rosters, and may unmute', async () => {
    const producerId = await produce(bob, 'microphone');
    expect(await mediaOf(carol, bob)).toEqual({ ...everythingOff, microphone: 'on' });
    await ask(alice, 'conference.mute', { participantId: bob.id });
    expect(producer(1, producerId)?.paused).toBe(true);
    expect(await bob.client.notice('source-stopped')).toEqual({
      conferenceId: conference.id,
      source: 'microphone',
      by: ALICE,
    });
    expect(await mediaOf(carol, bob)).toEqual({ ...everythingOff, microphone: 'muted' });
    await bob.client.request('media.set-producer-paused', {
      conferenceId: conference.id,
      producerId,
      paused: false,
    });
    expect(producer(1, producerId)?.paused).toBe(false);
    expect(await mediaOf(carol, bob)).toEqual({ ...everythingOff, microphone: 'on' });
  });

  test('[CONF-3] [CONF-8] a muted participant stays muted in all rosters, whatever their client claims', async () => {
    await produce(bob, 'microphone');
    await ask(alice, 'conference.mute', { participantId: bob.id });
    const heard = await noticesDuring([carol.client], () =>
      bob.client.request('conference.media', { conferenceId: conference.id, media: SENDING }),
    );
    expect(heard).toEqual([[]]);
  });

  test('[CONF-8] everyone except the requester is muted; silent participants are not notified', async () => {
    const [hers, his, theirs] = [
      await produce(alice, 'microphone'),
      await produce(bob, 'microphone'),
      await produce(carol, 'microphone'),
    ];
    await ask(alice, 'conference.mute', { participantId: null });
    expect([producer(0, hers), producer(1, his), producer(2, theirs)].map((sent) => sent?.paused)).toEqual([
      ...[false, true, true],
    ]);
    const heard = await noticesDuring([alice.client, bob.client, carol.client], () =>
      ask(alice, 'conference.mute', { participantId: null }),
    );
    expect(heard).toEqual([[], [], []]);
  });

  test('[CONF-8] a microphone that the roster does not show yet is muted too', async () => {
    await bob.client.request('conference.media', { conferenceId: conference.id, media: everythingOff });
    const producerId = await produce(bob, 'microphone');
    await ask(alice, 'conference.mute', { participantId: bob.id });
    expect(producer(1, producerId)?.paused).toBe(true);
    await bob.client.notice('source-stopped');
  });

  test('[CONF-8] a mute while the microphone starts is effective', async () => {
    const participant = media.conferences[0]?.participants[1];
    if (participant === undefined) throw new Error('no participant');
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const original = participant.produce.bind(participant);
    participant.produce = async (options) => {
      await gate;
      return original(options);
    };
    const [microphone, screen] = [produce(bob, 'microphone'), produce(bob, 'screen')];
    await bob.client.settled();
    await ask(alice, 'conference.mute', { participantId: bob.id });
    await ask(alice, 'conference.stop-share', { participantId: bob.id });
    go();
    expect(producer(1, await microphone)?.paused).toBe(true);
    expect(await refusalsOf([screen])).toEqual(['MEDIA_OBJECT_UNKNOWN']);
    expect(participant.producers.size).toBe(1);
  });

  test('[CONF-8] unmuting another participant is only a request', async () => {
    const heard = await noticesDuring([alice.client, bob.client, carol.client], () =>
      ask(alice, 'conference.ask-unmute', { participantId: bob.id }),
    );
    const data = { conferenceId: conference.id, by: ALICE };
    const asked = { name: 'unmute-asked', data, stayId: bob.id };
    expect(heard).toEqual([[], [asked], []]);
  });

  test('[CONF-8] a stopped share is closed for everyone and may start again', async () => {
    await produce(bob, 'screen');
    const { consumer } = await carol.client.notice('consumer-added');
    carol.client.notices.length = 0;
    await ask(alice, 'conference.stop-share', { participantId: bob.id });
    expect(await carol.client.notice('consumer-closed')).toMatchObject({ consumerId: consumer.id });
    expect(await mediaOf(carol, bob)).toEqual(everythingOff);
    expect(await bob.client.notice('source-stopped')).toMatchObject({ source: 'screen', by: ALICE });
    const [heard] = await noticesDuring([bob.client], () =>
      ask(alice, 'conference.stop-share', { participantId: bob.id }),
    );
    expect(heard).toEqual([]);
    await produce(bob, 'screen');
    expect(await mediaOf(carol, bob)).toEqual({ ...everythingOff, screen: 'on', screenName: 'Slides' });
  });

  test('[CONF-8] the stopped page may close its producer too, stays in the conference and may share again', async () => {
    const producerId = await produce(bob, 'screen');
    await ask(alice, 'conference.stop-share', { participantId: bob.id });
    const close = () =>
      bob.client.request('media.close-producer', { conferenceId: conference.id, producerId });
    expect(await refusalsOf([close(), close()])).toEqual(['MEDIA_OBJECT_UNKNOWN', 'MEDIA_OBJECT_UNKNOWN']);
    await bob.client.request('media.close-source', { conferenceId: conference.id, source: 'screen' });
    await produce(bob, 'screen');
    await ask(alice, 'conference.set-role', { participantId: bob.id, role: 'attendee' });
    expect(await refusalsOf([produce(bob, 'screen')])).toEqual(['CONFERENCE_FORBIDDEN']);
    await produce(bob, 'microphone');
  });

  test('[CONF-11] a hand is lowered', async () => {
    await ask(bob, 'conference.hand', { raised: true });
    await carol.client.notice('participant-changed', ({ participant }) => !!participant.handRaisedAtMs);
    await ask(alice, 'conference.lower-hand', { participantId: bob.id });
    const { participant } = await carol.client.notice('participant-changed');
    expect(participant.handRaisedAtMs).toBeUndefined();
  });
});

describe('removing', () => {
  test('[CONF-5] [CONF-7] [CONF-9] all devices of the person are removed and notified once, and so are the others', async () => {
    const phone = await joinConference(await server.signIn('Bob'), conference.id);
    for (const { client } of [alice, bob, carol, phone]) client.notices.length = 0;
    const heard = await noticesDuring([bob.client, phone.client, carol.client], () =>
      ask(alice, 'conference.remove', { participantId: bob.id, text: 'Bye' }),
    );
    const exited = {
      name: 'conference-exited',
      data: { conferenceId: conference.id, ending: { reason: 'removed', by: 'them', text: 'Bye' } },
    };
    const [onLaptop, onPhone, others] = heard.map((notices) =>
      notices.filter(({ name }) => name !== 'person-changed'),
    );
    expect(onLaptop).toEqual([{ ...exited, stayId: bob.id }]);
    expect(onPhone).toEqual([{ ...exited, stayId: phone.id }]);
    const left = (participantId: ParticipantId) => ({
      name: 'participant-left',
      data: { conferenceId: conference.id, participantId, ending: { reason: 'removed', by: 'them' } },
      stayId: carol.id,
    });
    expect(others).toEqual([
      left(bob.id),
      left(phone.id),
      {
        name: 'conference-changed',
        data: {
          conferenceId: conference.id,
          conference: { ...conference, removed: [{ address: BOB, displayName: 'Bob' }] },
        },
        stayId: carol.id,
      },
    ]);
    expect(media.conferences[0]?.participants.map(({ closed }) => closed)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  test('[CONF-9] no device of a removed person can join until they are readmitted', async () => {
    await ask(alice, 'conference.remove', { participantId: bob.id });
    const phone = await server.signIn('Bob');
    expect(
      await refusalsOf([bob.client, phone].map((client) => joinConference(client, conference.id))),
    ).toEqual([...['CONFERENCE_REMOVED', 'CONFERENCE_REMOVED']]);
    await ask(alice, 'conference.readmit', { address: BOB });
    const { conference: told } = await carol.client.notice(
      'conference-changed',
      ({ conference: { removed } }) => removed.length === 0,
    );
    expect(told).toEqual(conference);
    await joinConference(bob.client, conference.id);
    expect(await refusalsOf([ask(alice, 'conference.readmit', { address: BOB })])).toEqual([
      'PARTICIPANT_UNKNOWN',
    ]);
  });

  test('[CONF-9] requests of a removed person are refused, and nobody else notices', async () => {
    const producerId = await produce(bob, 'microphone');
    await ask(alice, 'conference.set-role', { participantId: bob.id, role: 'organizer' });
    await ask(alice, 'conference.remove', { participantId: bob.id });
    const { id: conferenceId } = conference;
    const heard = await noticesDuring([alice.client, carol.client], async () => {
      const refusals = await refusalsOf([
        ask(bob, 'conference.remove', { participantId: alice.id }),
        ask(bob, 'conference.mute', { participantId: null }),
        ask(bob, 'conference.terminate'),
        ask(bob, 'conference.chat', { messageId: anId(), text: 'Hello' }),
        ask(bob, 'conference.readmit', { address: BOB }),
        bob.client.request('media.set-producer-paused', { conferenceId, producerId, paused: false }),
        bob.client.request('conference.leave', { conferenceId }),
        produce(bob, 'camera'),
      ]);
      expect(new Set(refusals)).toEqual(new Set(['CONFERENCE_NOT_JOINED']));
    });
    expect(heard).toEqual([[], []]);
  });

  test('[CONF-9] a person who is removed during a join does not get in', async () => {
    const phone = await server.signIn('Bob');
    let open = () => {};
    const sfu = media.conferences[0];
    if (sfu) sfu.gate = new Promise((resolve) => (open = resolve));
    const coming = joinConference(phone, conference.id);
    await phone.settled();
    await ask(alice, 'conference.remove', { participantId: bob.id });
    open();
    expect(await refusalsOf([coming])).toEqual(['CONFERENCE_REMOVED']);
    expect(sfu?.participants.at(-1)?.closed).toBe(true);
    expect(phone.has('conference-exited')).toBe(false);
  });

  test('[CONF-9] nobody can remove themselves, on this device or another', async () => {
    const phone = await joinConference(await server.signIn('Alice'), conference.id);
    const refusals = await refusalsOf([
      ask(alice, 'conference.remove', { participantId: alice.id }),
      ask(alice, 'conference.remove', { participantId: phone.id }),
    ]);
    expect(refusals).toEqual(['CONFERENCE_FORBIDDEN', 'CONFERENCE_FORBIDDEN']);
  });

  test('[CONV-3] the invitations of a removed person are cancelled', async () => {
    const dave = await server.signIn('Dave');
    const { offer: _, ...rest } = anInvitation('dave@example.org');
    const { id: conferenceId, conversationId } = conference;
    await bob.client.request('invitation.send', {
      ...rest,
      conversationId,
      conferenceId,
      sessionType: 'conference',
    });
    await ask(alice, 'conference.remove', { participantId: bob.id });
    expect(await dave.notice('invitation-ended')).toMatchObject({ ending: { reason: 'cancelled' } });
  });
});

describe('roles', () => {
  const give = (by: Stay, to: Stay, role: Role) =>
    ask(by, 'conference.set-role', { participantId: to.id, role });

  test('[CONF-8] a role applies to all devices and remains after returning', async () => {
    const phone = await joinConference(await server.signIn('Bob'), conference.id);
    carol.client.notices.length = 0;
    await give(alice, bob, 'organizer');
    for (const { id } of [bob, phone]) {
      const told = await carol.client.notice(
        'participant-changed',
        ({ participant }) => participant.id === id,
      );
      expect(told.participant.role).toBe('organizer');
    }
    await bob.client.request('conference.leave', { conferenceId: conference.id });
    const { joined, id } = await joinConference(bob.client, conference.id);
    expect(joined.participants.find((each) => each.id === id)?.role).toBe('organizer');
  });

  test('[CONF-8] the organizer role can be shared and passed on; the last organizer keeps it', async () => {
    expect(await refusalsOf([give(alice, alice, 'presenter')])).toEqual(['CONFERENCE_NEEDS_ORGANIZER']);
    await give(alice, bob, 'organizer');
    await give(alice, alice, 'presenter');
    expect(await refusalsOf([give(alice, bob, 'attendee')])).toEqual(['CONFERENCE_FORBIDDEN']);
    expect(await refusalsOf([give(bob, bob, 'attendee')])).toEqual(['CONFERENCE_NEEDS_ORGANIZER']);
  });

  test('[CONF-8] an organizer who has left does not count', async () => {
    await give(alice, bob, 'organizer');
    await bob.client.request('conference.leave', { conferenceId: conference.id });
    expect(await refusalsOf([give(alice, alice, 'presenter')])).toEqual(['CONFERENCE_NEEDS_ORGANIZER']);
  });

  test('[CONF-8] a shared screen ends with the role that allowed it', async () => {
    const producerId = await produce(bob, 'screen');
    await give(alice, bob, 'attendee');
    expect(await bob.client.notice('source-stopped')).toMatchObject({ source: 'screen', by: ALICE });
    expect(producer(1, producerId)).toBeUndefined();
    expect(await refusalsOf([produce(bob, 'screen')])).toEqual(['CONFERENCE_FORBIDDEN']);
    await produce(bob, 'camera');
  });
});

describe('terminating', () => {
  test('[CONF-4] [CONF-5] it ends once for everyone, with the person who ended it; its link gets 410', async () => {
    const heard = await noticesDuring([alice.client, bob.client, carol.client], () =>
      ask(alice, 'conference.terminate', { text: 'Thank you' }),
    );
    const endings = heard.map((notices) =>
      notices.flatMap((notice) => (notice.name === 'conference-exited' ? [notice.data.ending] : [])),
    );
    const ended = { reason: 'ended', text: 'Thank you' };
    expect(endings).toEqual([
      [{ ...ended, by: 'you' }],
      [{ ...ended, by: 'them' }],
      [{ ...ended, by: 'them' }],
    ]);
    expect(heard.flat().some(({ name }) => name === 'participant-left')).toBe(false);
    expect(await refusalsOf([joinConference(bob.client, conference.id)])).toEqual(['CONFERENCE_ENDED']);
    expect(media.conferences[0]?.closed).toBe(true);
  });

  test('[CONF-4] a join in progress is refused as ended', async () => {
    const dave = await server.signIn('Dave');
    let open = () => {};
    const sfu = media.conferences[0];
    if (sfu) sfu.gate = new Promise((resolve) => (open = resolve));
    const coming = joinConference(dave, conference.id);
    await dave.settled();
    await ask(alice, 'conference.terminate');
    open();
    expect(await refusalsOf([coming])).toEqual(['CONFERENCE_ENDED']);
  });
});

test.each([
  ['conference.mute', {}],
  ['conference.ask-unmute', {}],
  ['conference.stop-share', {}],
  ['conference.lower-hand', {}],
  ['conference.remove', {}],
  ['conference.admit', {}],
  ['conference.set-role', { role: 'attendee' }],
] as const)('[SEC-2] %s of a forged participant is refused, and nobody else notices', async (name, data) => {
  const heard = await noticesDuring([bob.client, carol.client], async () => {
    expect(await refusalsOf([ask(alice, name, { participantId: NOBODY, ...data })])).toEqual([
      'PARTICIPANT_UNKNOWN',
    ]);
  });
  expect(heard).toEqual([[], []]);
});

test('[CONF-8] [SEC-2] an organizer of one conference has no power in another', async () => {
  const other = await createConference(bob.client);
  await joinConference(bob.client, other.id);
  const refusals = await refusalsOf([
    ask(bob, 'conference.remove', { participantId: carol.id }),
    bob.client.request('conference.remove', { conferenceId: other.id, participantId: carol.id }),
  ]);
  expect(refusals).toEqual(['CONFERENCE_FORBIDDEN', 'PARTICIPANT_UNKNOWN']);
});
