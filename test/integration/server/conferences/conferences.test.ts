import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceId, ProducerId } from '../../../../protocol/ids.ts';
import type { NoticeData } from '../../../../protocol/signaling/notices.ts';
import { parseConferenceLink } from '../../../../protocol/text/links.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  produce,
} from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { anId, everythingOff } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let clock: FakeClock;
let media: FakeMedia;
let alice: TestClient;
let bob: TestClient;

beforeEach(async () => {
  clock = new FakeClock();
  media = new FakeMedia();
  server = await TestServer.start({ maxParticipants: 3 }, { clock, media });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});
afterEach(() => server.close());

describe('create and join', () => {
  test('[CONF-1] create returns an ID and a link with the server', async () => {
    const { id, link, title } = await createConference(alice);
    expect(title).toBe('Weekly');
    expect(parseConferenceLink(link)).toEqual({ conferenceId: id, serverUrl: server.running.url });
  });

  test('[CONF-3] the roster is in order of joining, with roles, and the same for everyone', async () => {
    const { id } = await createConference(alice);
    await joinConference(bob, id);
    const { joined, id: participantId } = await joinConference(alice, id);
    const { participants } = joined;
    expect(participants.map(({ address, role, joined: how }) => ({ address, role, joined: how }))).toEqual([
      { address: 'bob@example.org', role: 'presenter', joined: 'dialed-in' },
      { address: 'alice@example.org', role: 'organizer', joined: 'focus-owner' },
    ]);
    const { participant } = await bob.notice('participant-changed');
    expect(participant).toEqual(participants.find(({ id: own }) => own === participantId));
  });

  test('a join needs one request: its reply has a consumer for every producer', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    const microphone = await produce(first, 'microphone');
    const camera = await produce(first, 'camera');
    const { consumers, sendTransport, receiveTransport } = (await joinConference(bob, id)).joined;
    expect(sendTransport.id).not.toBe(receiveTransport.id);
    expect(
      consumers.map(({ producerId, source, participantId }) => ({ producerId, source, participantId })),
    ).toEqual([
      { producerId: microphone, source: 'microphone', participantId: first.id },
      { producerId: camera, source: 'camera', participantId: first.id },
    ]);
    const [, participant] = media.conferences[0]?.participants ?? [];
    expect([...(participant?.consumers.values() ?? [])].map(({ paused }) => paused)).toEqual([false, false]);
    await bob.settled();
    expect(bob.has('consumer-added')).toBe(false);
  });

  test('a later producer is offered paused and resumed by its receiver', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    await joinConference(bob, id);
    const producerId = await produce(first, 'camera');
    const { consumer } = await bob.notice('consumer-added');
    expect(consumer).toMatchObject({ producerId, source: 'camera', participantId: first.id });
    const participant = media.conferences[0]?.participants[1];
    expect(participant?.consumers.get(consumer.id)?.paused).toBe(true);
    await bob.request('media.resume-consumer', { conferenceId: id, consumerId: consumer.id });
    expect(participant?.consumers.get(consumer.id)?.paused).toBe(false);
    await alice.settled();
    expect(alice.has('consumer-added')).toBe(false);
  });

  test('a producer that is created during a join is in its reply or announced after it', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    let open = () => {};
    const sfu = media.conferences[0];
    if (sfu) sfu.gate = new Promise((resolve) => (open = resolve));
    const joining = joinConference(bob, id);
    await bob.settled();
    const producerId = await produce(first, 'microphone');
    expect(bob.notices.some(({ name }) => name === 'consumer-added')).toBe(false);
    open();
    expect((await joining).joined.consumers.map((consumer) => consumer.producerId)).toEqual([producerId]);
  });

  test('[CONF-2] refusals have different codes', async () => {
    const unknown = anId() as ConferenceId;
    await expect(joinConference(alice, unknown)).rejects.toMatchObject({ code: 'CONFERENCE_UNKNOWN' });
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    await expect(joinConference(alice, id)).rejects.toMatchObject({ code: 'CONFERENCE_ALREADY_JOINED' });
    await joinConference(bob, id);
    await joinConference(await server.signIn('Carol'), id);
    await expect(joinConference(await server.signIn('Dave'), id)).rejects.toMatchObject({
      code: 'CONFERENCE_FULL',
    });
  });

  test('joining twice at the same time creates one stay', async () => {
    const { id } = await createConference(alice);
    const [first, second] = await Promise.allSettled([joinConference(alice, id), joinConference(alice, id)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'CONFERENCE_ALREADY_JOINED' } });
  });
});

describe('media status', () => {
  const CLAIMED = { microphone: 'on', camera: 'on', screen: 'off' } as const;
  const mediaOf = ({ participant }: NoticeData<'participant-changed'>) => participant.media;

  test('[CONF-3] the observed media status reaches everyone, including the sender', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    const sender = await joinConference(bob, id, { media: CLAIMED });
    expect((await alice.notice('participant-changed')).participant.media).toEqual(everythingOff);
    const producerId = await produce(sender, 'microphone');
    const paused = (isPaused: boolean) =>
      bob.request('media.set-producer-paused', { conferenceId: id, producerId, paused: isPaused });
    for (const [microphone, act] of [
      ['on', async () => {}],
      ['muted', () => paused(true)],
      ['on', () => paused(false)],
      ['off', () => bob.request('media.close-source', { conferenceId: id, source: 'microphone' })],
    ] as const) {
      await act();
      for (const client of [alice, bob]) {
        expect(mediaOf(await client.notice('participant-changed'))).toEqual({ ...everythingOff, microphone });
      }
    }
  });

  test.each([
    ['muted', { microphone: 'muted', camera: 'off', screen: 'off' }],
    ['off', everythingOff],
    ['a camera and a screen that are not sent', { microphone: 'on', camera: 'on', screen: 'on' }],
  ] as const)('[CONF-3] a claim changes nothing while the microphone flows: %s', async (_, claim) => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    const sender = await joinConference(bob, id);
    await produce(sender, 'microphone');
    await alice.notice('participant-changed', ({ participant }) => participant.media.microphone === 'on');
    const heard = await noticesDuring([alice, bob], () =>
      bob.request('conference.media', { conferenceId: id, media: claim }),
    );
    expect(heard).toEqual([[], []]);
    const { joined } = await joinConference(await server.signIn('Carol'), id);
    const seen = joined.participants.find((participant) => participant.id === sender.id);
    expect(seen?.media).toEqual({ ...everythingOff, microphone: 'on' });
  });

  test('[CONF-3] a paused camera is off, and a screen has a name only while it is sent', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    const named = { ...everythingOff, screenName: 'Slides' };
    const sender = await joinConference(bob, id, { media: named });
    const camera = await produce(sender, 'camera');
    await produce(sender, 'screen');
    const both = { microphone: 'off', camera: 'on', screen: 'on', screenName: 'Slides' };
    const media = async () => mediaOf(await alice.notice('participant-changed'));
    await expect.poll(media).toEqual(both);
    await bob.request('media.set-producer-paused', { conferenceId: id, producerId: camera, paused: true });
    expect(await media()).toEqual({ ...both, camera: 'off' });
    await bob.request('media.close-source', { conferenceId: id, source: 'screen' });
    expect(await media()).toEqual(everythingOff);
  });

  test('[CONF-3] a source can be closed while its producer is being created, or when it is not sent', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    const close = () => alice.request('media.close-source', { conferenceId: id, source: 'camera' });
    await close();
    const producing = produce(first, 'camera');
    await close();
    await producing.catch(() => {});
    await close();
    expect(media.conferences[0]?.participants[0]?.producers.size).toBe(0);
    await produce(first, 'camera');
  });

  test('pausing and closing a producer', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    await joinConference(bob, id);
    const producerId = await produce(first, 'camera');
    const { consumer } = await bob.notice('consumer-added');
    await alice.request('media.set-producer-paused', { conferenceId: id, producerId, paused: true });
    expect(media.conferences[0]?.participants[0]?.producers.get(producerId)?.paused).toBe(true);
    await expect(produce(first, 'camera')).rejects.toMatchObject({ code: 'SESSION_WRONG_STATE' });
    await alice.request('media.close-producer', { conferenceId: id, producerId });
    expect(await bob.notice('consumer-closed')).toEqual({ conferenceId: id, consumerId: consumer.id });
    await produce(first, 'camera');
  });

  test('a key frame that a receiver waits for is requested from the sender', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    media.conferences[0]?.participants[0]?.events.keyFrameWanted('producer-1' as ProducerId);
    expect(await alice.notice('key-frame-wanted')).toEqual({ conferenceId: id, producerId: 'producer-1' });
  });
});

describe('leaving', () => {
  test('[CONF-4] [CONF-5] [CONF-7] the reply names who is still in; the others are notified; the conference continues', async () => {
    const { id } = await createConference(alice);
    const first = await joinConference(alice, id);
    await produce(first, 'microphone');
    const second = await joinConference(bob, id);
    const { stillIn } = await alice.request('conference.leave', { conferenceId: id });
    expect(stillIn).toEqual([{ address: 'bob@example.org', displayName: 'Bob' }]);
    expect(await bob.notice('participant-left')).toEqual({
      conferenceId: id,
      participantId: first.id,
      ending: { reason: 'left', by: 'them' },
    });
    expect(await bob.notice('consumer-closed')).toEqual({
      conferenceId: id,
      consumerId: second.joined.consumers[0]?.id,
    });
    expect(media.conferences[0]?.participants[0]?.closed).toBe(true);
    await produce(second, 'microphone');
    await joinConference(alice, id);
  });

  test('[CONF-6] leaving a stay that has ended or never existed is refused', async () => {
    const { id } = await createConference(alice);
    await expect(bob.request('conference.leave', { conferenceId: id })).rejects.toMatchObject({
      code: 'CONFERENCE_NOT_JOINED',
    });
    const unknown = anId() as ConferenceId;
    await expect(bob.request('conference.leave', { conferenceId: unknown })).rejects.toMatchObject({
      code: 'CONFERENCE_UNKNOWN',
    });
  });

  test('leaving during a join ends the join and leaves nothing behind', async () => {
    const { id } = await createConference(alice);
    let open = () => {};
    const sfu = media.conferences[0];
    if (sfu) sfu.gate = new Promise((resolve) => (open = resolve));
    const joining = joinConference(alice, id);
    await alice.settled();
    await alice.request('conference.leave', { conferenceId: id });
    open();
    await expect(joining).rejects.toMatchObject({ code: 'CONFERENCE_NOT_JOINED' });
    expect(sfu?.participants.every((participant) => participant.closed)).toBe(true);
    await joinConference(alice, id);
  });

  test.each([
    ['cut', { reason: 'connection-lost', by: 'system' }],
    ['close', { reason: 'signed-out', by: 'them' }],
  ] as const)('[CONF-7] an endpoint that is gone has left: %s', async (how, ending) => {
    const { id } = await createConference(alice);
    const { id: participantId } = await joinConference(alice, id);
    await joinConference(bob, id);
    alice[how]();
    expect(await bob.notice('participant-left')).toEqual({ conferenceId: id, participantId, ending });
  });

  test('[CONF-10] the conference ends 60 s after the last participant left', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    await alice.request('conference.leave', { conferenceId: id });
    clock.advance(59_999);
    await joinConference(alice, id);
    clock.advance(60_000);
    await alice.request('conference.leave', { conferenceId: id });
    clock.advance(60_000);
    await expect(joinConference(alice, id)).rejects.toMatchObject({ code: 'CONFERENCE_ENDED' });
    expect(media.conferences[0]?.closed).toBe(true);
  });

  test('a conference whose media is lost ends for everyone; the server continues', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    media.conferences[0]?.events.lost();
    expect(await alice.notice('conference-exited')).toEqual({
      conferenceId: id,
      ending: { reason: 'server-error', by: 'server' },
    });
    await joinConference(alice, (await createConference(alice)).id);
  });

  test('[CONF-5] a closing server ends its conferences with one notice each', async () => {
    const { id } = await createConference(alice);
    await joinConference(alice, id);
    await Promise.all([alice.closed(), server.running.close(), server.running.close()]);
    expect(await alice.notice('conference-exited')).toEqual({
      conferenceId: id,
      ending: { reason: 'ended', by: 'server' },
    });
    expect(alice.has('conference-exited')).toBe(false);
    expect(media.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
