import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aJoin } from '../../../support/server/conference/entering.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  type Stay,
  wait,
} from '../../../support/server/conference/stays.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let clock: FakeClock;
let media: FakeMedia;
let alice: Stay;
let bob: TestClient;
let carol: TestClient;
let conference: ConferenceInfo;

beforeEach(async () => {
  clock = new FakeClock();
  media = new FakeMedia();
  server = await TestServer.start({}, { clock, media });
  const organizer = await server.signIn('Alice');
  bob = await server.signIn('Bob');
  carol = await server.signIn('Carol');
  conference = await createConference(organizer, { waitingRoom: true });
  alice = await joinConference(organizer, conference.id);
});
afterEach(() => server.close());

const admit = (participantId: ParticipantId | null) =>
  alice.client.request('conference.admit', { conferenceId: conference.id, participantId });

const leave = (client: TestClient) => client.request('conference.leave', { conferenceId: conference.id });

/** A client waits, is admitted and joins. */
async function letIn(client: TestClient): Promise<Stay> {
  await admit(await wait(client, conference.id));
  await client.notice('conference-admitted');
  return joinConference(client, conference.id);
}

describe('waiting', () => {
  test('[CONF-3] [CONF-8] a waiting person is pending in the rosters and learns almost nothing', async () => {
    await letIn(carol);
    const reply = await bob.request('conference.join', {
      ...aJoin(conference.id),
      media: { microphone: 'on', camera: 'on', screen: 'off' },
    });
    const { id, conversationId, title, link } = conference;
    expect(reply).toEqual({
      admission: 'waiting',
      conference: { id, conversationId, title, link },
      participantId: expect.any(String),
    });
    for (const client of [alice.client, carol]) {
      const { participant } = await client.notice('participant-changed', (told) =>
        told.participant.address.startsWith('bob'),
      );
      expect(participant).toMatchObject({
        id: reply.participantId,
        role: 'waiting',
        status: 'pending',
        media: { microphone: 'off', camera: 'off', screen: 'off' },
      });
    }
  });

  test('[CONF-8] a waiting person gets no notices about the conference and no media', async () => {
    await letIn(carol);
    await wait(bob, conference.id);
    const participants = media.conferences[0]?.participants.length;
    const { id: conferenceId } = conference;
    const [heard] = await noticesDuring([bob], async () => {
      await alice.client.request('conference.hand', { conferenceId, raised: true });
      await alice.client.request('conference.react', { conferenceId, reaction: 'heart' });
      await alice.client.request('conference.change', { conferenceId, locked: true });
      await alice.client.request('conference.mute', { conferenceId, participantId: null });
    });
    expect(heard).toEqual([]);
    expect(media.conferences[0]?.participants).toHaveLength(participants ?? 0);
  });

  test('[CONF-3] a person who joins later sees who is waiting', async () => {
    const waiting = await wait(bob, conference.id);
    const { joined } = await letIn(carol);
    expect(joined.participants.map(({ id, role }) => ({ id, role }))).toContainEqual({
      id: waiting,
      role: 'waiting',
    });
  });

  test('[CONF-2] waiting twice with one device is refused', async () => {
    await wait(bob, conference.id);
    expect(await refusalsOf([wait(bob, conference.id)])).toEqual(['CONFERENCE_ALREADY_JOINED']);
  });

  test('[CONF-4] a person who stops waiting is gone and gets no names', async () => {
    const participantId = await wait(bob, conference.id);
    expect(await leave(bob)).toEqual({ stillIn: [] });
    expect(await alice.client.notice('participant-left')).toMatchObject({
      participantId,
      ending: { reason: 'left', by: 'them' },
    });
  });

  test('[CONF-7] a waiting person whose connection breaks is gone immediately', async () => {
    const participantId = await wait(bob, conference.id);
    bob.cut();
    expect(await alice.client.notice('participant-left')).toMatchObject({
      participantId,
      ending: { reason: 'connection-lost', by: 'system' },
    });
  });

  test('a waiting person does not count as in a call', async () => {
    await wait(bob, conference.id);
    await alice.client.settled();
    const presences = alice.client.notices.filter(({ name }) => name === 'person-changed');
    expect(JSON.stringify(presences)).not.toContain('in-call');
  });

  test('[CONF-10] waiting people do not keep a conference alive', async () => {
    await wait(bob, conference.id);
    await leave(alice.client);
    clock.advance(60_000);
    expect(await bob.notice('conference-exited')).toMatchObject({
      ending: { reason: 'ended', by: 'system' },
    });
  });
});

describe('admission', () => {
  test('[CONF-8] an admitted person joins with another request and keeps their participant ID', async () => {
    const waiting = await wait(bob, conference.id);
    await admit(waiting);
    expect(await bob.notice('conference-admitted')).toEqual({ conferenceId: conference.id });
    const { id, joined } = await joinConference(bob, conference.id);
    expect(id).toBe(waiting);
    expect(joined.participants.map(({ role, status }) => ({ role, status }))).toEqual([
      { role: 'organizer', status: 'connected' },
      { role: 'presenter', status: 'connected' },
    ]);
    const { participant } = await alice.client.notice(
      'participant-changed',
      (told) => told.participant.status === 'connected',
    );
    expect(participant).toMatchObject({ id: waiting, role: 'presenter' });
  });

  test('[CONF-8] all waiting people can be admitted at once, each with one notice', async () => {
    const phone = await server.signIn('Bob');
    await wait(bob, conference.id);
    await wait(carol, conference.id);
    await wait(phone, conference.id);
    const heard = await noticesDuring([bob, carol, phone], async () => {
      await admit(null);
      await admit(null);
    });
    expect(heard.map((notices) => notices.map(({ name }) => name))).toEqual(
      Array(3).fill(['conference-admitted']),
    );
    for (const client of [bob, carol, phone]) await joinConference(client, conference.id);
  });

  test('[CONF-8] an admitted person does not wait again, and a lock does not stop them', async () => {
    await letIn(bob);
    await leave(bob);
    await joinConference(bob, conference.id);
    await admit(await wait(carol, conference.id));
    await alice.client.request('conference.change', { conferenceId: conference.id, locked: true });
    await joinConference(carol, conference.id);
  });

  test('[CONF-8] organizers do not wait', async () => {
    await leave(alice.client);
    await joinConference(alice.client, conference.id);
  });

  test('[CONF-8] turning off the waiting room admits everyone in it', async () => {
    await wait(bob, conference.id);
    await alice.client.request('conference.change', { conferenceId: conference.id, waitingRoom: false });
    await bob.notice('conference-admitted');
    await joinConference(bob, conference.id);
    await joinConference(carol, conference.id);
  });

  test('[CONF-9] a person who is turned away is notified and cannot wait again', async () => {
    const participantId = await wait(bob, conference.id);
    const { id: conferenceId } = conference;
    await alice.client.request('conference.remove', { conferenceId, participantId, text: 'Not today' });
    expect(await bob.notice('conference-exited')).toEqual({
      conferenceId,
      ending: { reason: 'removed', by: 'them', text: 'Not today' },
    });
    expect(await alice.client.notice('participant-left')).toMatchObject({ participantId });
    expect(await refusalsOf([wait(bob, conferenceId)])).toEqual(['CONFERENCE_REMOVED']);
  });

  test('only waiting people can be admitted', async () => {
    const { id } = await letIn(bob);
    const refusals = await refusalsOf([admit(id), admit('nobody-00000' as ParticipantId)]);
    expect(refusals).toEqual(['PARTICIPANT_UNKNOWN', 'PARTICIPANT_UNKNOWN']);
  });

  test('an admitted person whose transports cannot be created is gone, and the others are notified', async () => {
    const participantId = await wait(bob, conference.id);
    await admit(participantId);
    const [sfu] = media.conferences;
    if (sfu === undefined) throw new Error('no conference');
    const openParticipant = sfu.openParticipant.bind(sfu);
    sfu.openParticipant = () => Promise.reject(new Error('no transport'));
    expect(await refusalsOf([joinConference(bob, conference.id)])).toEqual(['SERVER_INTERNAL']);
    expect(await alice.client.notice('participant-left')).toMatchObject({
      participantId,
      ending: { reason: 'media-failed', by: 'system' },
    });
    sfu.openParticipant = openParticipant;
    await joinConference(bob, conference.id);
  });
});

describe('[CONF-8] strangers with the link', () => {
  const refusal = async (client: TestClient) =>
    (await refusalsOf([client.request('conference.join', aJoin(conference.id))]))[0];

  test('one person can wait on at most four devices', async () => {
    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 8; count += 1) codes.push(await refusal(await server.signIn('Mallory')));
    expect(codes.filter((code) => code === 'accepted')).toHaveLength(4);
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(4);
  });

  test('one person can be in it on at most four devices; a returning device does not count twice', async () => {
    const { id } = await createConference(bob);
    const devices = [bob];
    await joinConference(bob, id);
    for (let count = 0; count < 3; count += 1) {
      const device = await server.signIn('Bob');
      await joinConference(device, id);
      devices.push(device);
    }
    const fifth = await server.signIn('Bob');
    await expect(joinConference(fifth, id)).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    await devices[1]?.request('conference.leave', { conferenceId: id });
    await joinConference(fifth, id);
  });

  test('they can fill the waiting room, but not the places of participants or invited people', async () => {
    await server.close();
    server = await TestServer.start({ maxParticipants: 3 }, { clock, media });
    const organizer = await server.signIn('Alice');
    conference = await createConference(organizer, { waitingRoom: true });
    alice = await joinConference(organizer, conference.id);
    carol = await server.signIn('Carol');
    await letIn(carol);
    await leave(carol);
    for (let person = 0; person < 20; person += 1) {
      for (let device = 0; device < 4; device += 1) {
        await wait(await server.signIn(`Stranger ${person}`), conference.id);
      }
    }
    bob = await server.signIn('Bob');
    await expect(wait(bob, conference.id)).rejects.toMatchObject({
      code: 'CONFERENCE_FULL',
      context: { what: 'waiting-room' },
    });
    await joinConference(carol, conference.id);
    const { offer: _, ...rest } = anInvitation('bob@example.org');
    const { id: conferenceId, conversationId } = conference;
    await organizer.request('invitation.send', {
      ...rest,
      conversationId,
      conferenceId,
      sessionType: 'conference',
    });
    await letIn(bob);
  });

  test('a person who is admitted while the conference is full can join when a place is free', async () => {
    await server.close();
    server = await TestServer.start({ maxParticipants: 2 }, { clock, media });
    const organizer = await server.signIn('Alice');
    conference = await createConference(organizer, { waitingRoom: true });
    alice = await joinConference(organizer, conference.id);
    [bob, carol] = [await server.signIn('Bob'), await server.signIn('Carol')];
    await wait(bob, conference.id);
    await wait(carol, conference.id);
    await admit(null);
    await joinConference(bob, conference.id);
    expect(await refusal(carol)).toBe('CONFERENCE_FULL');
    await leave(bob);
    expect(await refusal(carol)).toBe('accepted');
  });
});
