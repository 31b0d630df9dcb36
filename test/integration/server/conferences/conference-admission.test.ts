import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConferenceId, MessageId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import { createLog } from '../../../../server/log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aJoin } from '../../../support/server/conference/entering.ts';
import {
  createConference,
  joinConference,
  noticesDuring,
  type Stay,
  wait,
} from '../../../support/server/conference/stays.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer, tokenFor } from '../../../support/server/test-server.ts';

const PASSCODE = 'open-sesame';

let server: TestServer;
let clock: FakeClock;
let alice: Stay;
let bob: TestClient;
let conference: ConferenceInfo;

beforeEach(async () => {
  clock = new FakeClock();
  server = await TestServer.start({ maxParticipants: 3, timings: { resumeMs: 15_000 } }, { clock });
  bob = await server.signIn('Bob');
  await open({});
});
afterEach(() => server.close());

/** Alice creates and joins a conference. */
async function open(change: Partial<RequestData<'conference.create'>>): Promise<void> {
  const client = await server.signIn('Alice');
  conference = await createConference(client, change);
  alice = await joinConference(client, conference.id);
}

const change = (data: { locked?: boolean; waitingRoom?: boolean }) =>
  alice.client.request('conference.change', { conferenceId: conference.id, ...data });

/** The error code of a join, or `accepted`. */
async function refusal(client: TestClient, passcode?: string): Promise<string | undefined> {
  const said = { passcode };
  const [code] = await refusalsOf([client.request('conference.join', aJoin(conference.id, said))]);
  return code;
}

const leave = (client: TestClient) => client.request('conference.leave', { conferenceId: conference.id });

/** Breaks a connection and waits until Alice has seen it. */
async function lose(client: TestClient): Promise<void> {
  client.cut();
  await alice.client.notice(
    'participant-changed',
    ({ participant: { status } }) => status === 'disconnected',
  );
}

/** Alice invites a person. */
async function invite(to: string): Promise<RequestData<'invitation.send'>> {
  const { offer: _, ...rest } = anInvitation(to);
  const { id: conferenceId, conversationId } = conference;
  const sent = { ...rest, conversationId, conferenceId, sessionType: 'conference' } as const;
  await alice.client.request('invitation.send', sent);
  return sent;
}

describe('the passcode', () => {
  beforeEach(() => open({ passcode: PASSCODE }));

  test('[CONF-1] [CONF-2] without the right one nobody can join, and nobody else notices', async () => {
    const [heard] = await noticesDuring([alice.client], async () => {
      expect(await refusal(bob)).toBe('CONFERENCE_PASSCODE_WRONG');
      expect(await refusal(bob, 'Open-Sesame')).toBe('CONFERENCE_PASSCODE_WRONG');
      expect(await refusal(bob, '')).toBe('CONFERENCE_PASSCODE_WRONG');
    });
    expect(heard).toEqual([]);
    const { joined } = await joinConference(bob, conference.id, { passcode: PASSCODE });
    expect(joined.conference.passcode).toBe(PASSCODE);
  });

  test('[CONF-2] after five tries there is a pause, even for the right one, longer each time', async () => {
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await refusal(bob, `guess-${tries}`)).toBe('CONFERENCE_PASSCODE_WRONG');
    }
    await expect(joinConference(bob, conference.id, { passcode: PASSCODE })).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      context: { retryAfterMs: 30_000 },
    });
    const pauses = [30_000];
    for (let tries = 0; tries < 6; tries += 1) {
      clock.advance(pauses.at(-1) ?? 0);
      expect(await refusal(bob, `again-${tries}`)).toBe('CONFERENCE_PASSCODE_WRONG');
      const thrown = await joinConference(bob, conference.id, { passcode: PASSCODE }).catch((error) => error);
      pauses.push(thrown.context.retryAfterMs);
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
    clock.advance(600_000 - 1);
    expect(await refusal(bob, PASSCODE)).toBe('RATE_LIMITED');
    clock.advance(1);
    expect(await refusal(bob, PASSCODE)).toBe('accepted');
  });

  test('[CONF-2] a join without one is not a guess; a former participant needs none', async () => {
    for (let tries = 0; tries < 8; tries += 1) expect(await refusal(bob)).toBe('CONFERENCE_PASSCODE_WRONG');
    expect(await refusal(bob, PASSCODE)).toBe('accepted');
    await leave(bob);
    expect(await refusal(bob)).toBe('accepted');
  });

  test('[CONF-2] guesses pause all devices of that person, and nobody else', async () => {
    const phone = await server.signIn('Bob');
    for (let tries = 0; tries < 5; tries += 1) await refusal(bob, 'wrong');
    expect(await refusal(phone, PASSCODE)).toBe('RATE_LIMITED');
    expect(await refusal(await server.signIn('Carol'), PASSCODE)).toBe('accepted');
  });

  test('[CONF-2] guesses under changing names run out; the organizer is notified, and people known before can join', async () => {
    const carol = await server.signIn('Carol');
    clock.advance(1);
    await open({ passcode: '135790' });
    clock.advance(1);
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 40; index += 1) {
      const guest = await server.signIn(`Guest ${index}`);
      codes.push(await refusal(guest, `00000${index}`.slice(-6)));
      guest.close();
    }
    expect(codes.filter((code) => code === 'CONFERENCE_PASSCODE_WRONG')).toHaveLength(20);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(20);
    expect((await alice.client.notice('passcode-guessed')).wrong).toBe(10);
    expect((await alice.client.notice('passcode-guessed')).wrong).toBe(20);
    expect(await refusal(await server.signIn('Dave'), '135790')).toBe('RATE_LIMITED');
    expect(await refusal(carol, '135790')).toBe('accepted');
    // Only organizers are notified.
    expect(carol.has('passcode-guessed')).toBe(false);
    await invite('dave@example.org');
    expect(await refusal(await server.signIn('Dave'))).toBe('accepted');
  });

  test.each(['1234', '12345', 'a b c d', ''])(
    '[CONF-1] a conference with the passcode "%s" is not created',
    async (passcode) => {
      const data = { conversationId: anId(), title: '', passcode };
      const reply = await bob.send({ name: 'conference.create', data });
      expect(reply).toMatchObject({ ok: false, error: { code: 'PROTOCOL_MALFORMED' } });
    },
  );

  test('[CONF-1] [CONV-3] an invited person needs none, while it rings and after the accept', async () => {
    const { invitationId } = await invite('bob@example.org');
    const { joined } = await joinConference(bob, conference.id);
    expect(joined.participants.at(-1)).toMatchObject({ displayName: 'Bob', joined: 'dialed-out' });
    await leave(bob);
    await bob.request('invitation.accept', { invitationId });
    clock.advance(120_000);
    expect(await refusal(bob)).toBe('accepted');
  });

  test('[CONF-1] [CONV-3] an ended invitation lets nobody in', async () => {
    const declined = await invite('bob@example.org');
    await bob.request('invitation.decline', { invitationId: declined.invitationId, reason: 'busy' });
    expect(await refusal(bob)).toBe('CONFERENCE_PASSCODE_WRONG');
    const cancelled = await invite('bob@example.org');
    await alice.client.request('invitation.cancel', cancelled);
    expect(await refusal(bob)).toBe('CONFERENCE_PASSCODE_WRONG');
  });

  test('[CONF-1] its creator and its organizers need none', async () => {
    const { id: participantId } = await joinConference(bob, conference.id, { passcode: PASSCODE });
    const { id: conferenceId } = conference;
    await alice.client.request('conference.set-role', { conferenceId, participantId, role: 'organizer' });
    await leave(bob);
    expect(await refusal(bob)).toBe('accepted');
    await leave(alice.client);
    expect(await refusal(alice.client)).toBe('accepted');
  });
});

describe('lock and places', () => {
  test('[CONF-2] [CONF-8] only organizers can join a locked conference', async () => {
    await joinConference(bob, conference.id);
    await change({ locked: true });
    await leave(bob);
    expect(await refusal(bob)).toBe('CONFERENCE_LOCKED');
    await leave(alice.client);
    alice = await joinConference(alice.client, conference.id);
    await change({ locked: false });
    expect(await refusal(bob)).toBe('accepted');
  });

  test('[CONF-8] participants are notified of the lock, but not if it does not change', async () => {
    await joinConference(bob, conference.id);
    await change({ locked: true });
    const { conference: told } = await bob.notice('conference-changed');
    expect(told).toEqual({ ...conference, locked: true });
    const [heard] = await noticesDuring([bob], () => change({ locked: true }));
    expect(heard).toEqual([]);
  });

  test('[CONF-2] a full conference is refused with its code, and waiting people do not count', async () => {
    await joinConference(bob, conference.id);
    await change({ waitingRoom: true });
    await wait(await server.signIn('Carol'), conference.id);
    await wait(await server.signIn('Eve'), conference.id);
    await leave(bob);
    expect(await refusal(bob)).toBe('accepted');
    await change({ waitingRoom: false });
    expect(await refusal(await server.signIn('Dave'))).toBe('accepted');
    expect(await refusal(await server.signIn('Frank'))).toBe('CONFERENCE_FULL');
  });

  test.each(['locked', 'full', 'locked again on another device'])(
    '[CONF-9] a participant can return after a lost connection: %s',
    async (why) => {
      await joinConference(bob, conference.id);
      await lose(bob);
      const device = why.endsWith('device') ? { deviceName: 'other' } : {};
      if (why === 'full') await joinConference(await server.signIn('Carol'), conference.id);
      else await change({ locked: true });
      const again = await server.signIn('Bob', device);
      if (why === 'full') expect(await refusal(await server.signIn('Dave'))).toBe('CONFERENCE_FULL');
      expect(await refusal(again)).toBe('accepted');
    },
  );

  test('[CONF-9] after the resume time they are treated as new', async () => {
    await joinConference(bob, conference.id);
    await lose(bob);
    await change({ locked: true });
    clock.advance(15_000);
    expect(await refusal(await server.signIn('Bob'))).toBe('CONFERENCE_LOCKED');
  });
});

test('[CONF-2] the first refusal that applies is returned', async () => {
  await open({ passcode: PASSCODE });
  const { id: participantId } = await joinConference(bob, conference.id, { passcode: PASSCODE });
  await joinConference(await server.signIn('Carol'), conference.id, { passcode: PASSCODE });
  const { id: conferenceId } = conference;
  await change({ locked: true, waitingRoom: true });
  const dave = await server.signIn('Dave');
  expect(await refusal(bob)).toBe('CONFERENCE_ALREADY_JOINED');
  expect(await refusal(dave)).toBe('CONFERENCE_PASSCODE_WRONG');
  expect(await refusal(dave, PASSCODE)).toBe('CONFERENCE_LOCKED');
  await change({ locked: false, waitingRoom: false });
  expect(await refusal(dave, PASSCODE)).toBe('CONFERENCE_FULL');
  await alice.client.request('conference.remove', { conferenceId, participantId });
  expect(await refusal(bob)).toBe('CONFERENCE_REMOVED');
  for (let tries = 0; tries < 5; tries += 1) await refusal(dave, 'wrong');
  await change({ locked: true });
  expect(await refusal(dave, PASSCODE)).toBe('RATE_LIMITED');
  await alice.client.request('conference.terminate', { conferenceId });
  expect(await refusal(dave)).toBe('CONFERENCE_ENDED');
  conference = { ...conference, id: anId() as ConferenceId };
  expect(await refusal(dave)).toBe('CONFERENCE_UNKNOWN');
});

describe('bad input', () => {
  const long = 'x'.repeat(10_000);

  test.each([
    ['a title', 'conference.create', { conversationId: anId(), title: long }],
    ['a passcode', 'conference.create', { conversationId: anId(), title: '', passcode: long }],
    ['a passcode of a join', 'conference.join', { ...aJoin(anId() as ConferenceId), passcode: long }],
    ['a name of a device', 'register', { deviceName: long, doNotDisturb: false }],
  ])('[RES-6] %s of 10,000 characters is refused', async (_title, name, data) => {
    const [heard] = await noticesDuring([alice.client], async () => {
      expect(await bob.send({ name, data })).toMatchObject({
        ok: false,
        error: { code: 'PROTOCOL_MALFORMED' },
      });
    });
    expect(heard).toEqual([]);
  });

  test('[RES-6] a sign-in with a name of 10,000 characters is refused', async () => {
    await expect(tokenFor(long).then((token) => server.connect('Long', { token }))).rejects.toMatchObject({
      code: 'AUTH_TOKEN_INVALID',
    });
  });

  test('[CONF-11] a 101st participant is refused, and nobody else notices', async () => {
    await server.close();
    server = await TestServer.start();
    await open({});
    const comers = Array.from({ length: 99 }, async (_, index) =>
      joinConference(await server.signIn(`Guest ${index}`), conference.id),
    );
    const others = await Promise.all(comers);
    const last = await server.signIn('Last');
    const heard = await noticesDuring([alice.client, ...others.map(({ client }) => client)], async () => {
      expect(await refusal(last)).toBe('CONFERENCE_FULL');
    });
    expect(heard.flat()).toEqual([]);
    await leave(alice.client);
    expect(await refusal(last)).toBe('accepted');
  });
});

test('[SEC-5] neither a passcode nor the chat is logged', async () => {
  await server.close();
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  server = await TestServer.start({}, { clock, log });
  await open({ passcode: PASSCODE });
  const { id: conferenceId } = conference;
  const carol = await server.signIn('Carol');
  await refusal(carol, 'wrong-guess');
  const { id: participantId } = await joinConference(carol, conferenceId, { passcode: PASSCODE });
  const messageId = anId() as MessageId;
  await carol.request('conference.chat', { conferenceId, messageId, text: 'what is written' });
  const text = 'what they are told';
  await alice.client.request('conference.remove', { conferenceId, participantId, text });
  await alice.client.request('conference.terminate', { conferenceId, text });
  const written = lines.join('');
  expect(written).toContain('participant removed');
  for (const secret of [PASSCODE, 'wrong-guess', 'what is written', text]) {
    expect(written).not.toContain(secret);
  }
});
