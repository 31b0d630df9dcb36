import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceId, ConsumerId, ConversationId, ProducerId } from '../../../../protocol/ids.ts';
import {
  MAX_FRAME_BYTES,
  MAX_MESSAGE_BYTES,
  REQUEST_EVENT,
} from '../../../../protocol/signaling/envelope.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aJoin, enter } from '../../../support/server/conference/entering.ts';
import { FakeMedia, opusParameters } from '../../../support/server/fake-media.ts';
import { refusalsOf } from '../../../support/server/refusals.ts';
import { anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer, tokenFor } from '../../../support/server/test-server.ts';

let server: TestServer;
let media: FakeMedia;
let clock: FakeClock;

beforeEach(async () => {
  clock = new FakeClock();
  media = new FakeMedia();
  server = await TestServer.start({}, { media });
});
afterEach(() => server.close());

describe('the handshake', () => {
  test('[SEC-1] a token of another secret is refused', async () => {
    const [header, payload] = (await tokenFor('Alice')).split('.');
    const forged = `${header}.${payload}.${'A'.repeat(43)}`;
    await expect(server.connect('Alice', { token: forged })).rejects.toMatchObject({
      code: 'AUTH_TOKEN_INVALID',
    });
  });

  test.each(['garbage', 'a.b.c', `${'x'.repeat(5_000)}`])('[SEC-1] not a token: %.10s', async (token) => {
    await expect(server.connect('Alice', { token })).rejects.toMatchObject({ code: 'AUTH_TOKEN_INVALID' });
  });

  test('[SEC-1] an expired token is refused as expired', async () => {
    const token = await tokenFor('Alice', Math.floor(Date.now() / 1_000) - 70);
    await expect(server.connect('Alice', { token })).rejects.toMatchObject({ code: 'AUTH_TOKEN_EXPIRED' });
  });

  test('a client with another version gets both versions', async () => {
    const refusal = await server
      .connect('Alice', { protocolVersion: PROTOCOL_VERSION + 1 })
      .catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(ParleyError);
    expect(refusal).toMatchObject({
      code: 'PROTOCOL_VERSION_MISMATCH',
      context: { ours: PROTOCOL_VERSION + 1, theirs: PROTOCOL_VERSION },
    });
  });

  test('[SEC-1] a web page cannot open a socket', async () => {
    const origin = { extraHeaders: { Origin: 'https://example.com' } };
    await expect(server.connect('Alice', origin)).rejects.toThrow();
  });
});

describe('frames', () => {
  let alice: TestClient;
  beforeEach(async () => {
    alice = await server.connect('Alice');
  });

  test('[SEC-1] before register nothing else is allowed', async () => {
    await expect(alice.request('invitation.send', anInvitation('bob@example.org'))).rejects.toMatchObject({
      code: 'AUTH_REQUIRED',
    });
  });

  test('[SEC-2] a "from" in a message is ignored', async () => {
    const bob = await server.signIn('Bob');
    await alice.request('register', { deviceName: 'test', doNotDisturb: false });
    const data = {
      ...anInvitation('bob@example.org'),
      from: { address: 'eve@example.org', displayName: 'Eve' },
    };
    await alice.send({ name: 'invitation.send', data });
    expect((await bob.notice('invitation-received')).invitation.from.address).toBe('alice@example.org');
  });

  test.each([
    ['nothing', undefined, 'PROTOCOL_MALFORMED'],
    ['null', null, 'PROTOCOL_MALFORMED'],
    ['a string', 'register', 'PROTOCOL_MALFORMED'],
    ['a list', [1, 2, 3], 'PROTOCOL_MALFORMED'],
    ['no name', { data: {} }, 'PROTOCOL_MALFORMED'],
    ['an unknown name', { name: 'toString', data: {} }, 'PROTOCOL_UNKNOWN_REQUEST'],
    ['__proto__', { name: '__proto__', data: {} }, 'PROTOCOL_UNKNOWN_REQUEST'],
    ['no data', { name: 'register' }, 'PROTOCOL_MALFORMED'],
    ['binary', { name: 'register', data: Buffer.alloc(16) }, 'PROTOCOL_MALFORMED'],
  ])('[RES-6] %s gets a typed error, and the socket stays open', async (_title, frame, code) => {
    expect(await alice.send(frame)).toMatchObject({ ok: false, error: { code } });
    await alice.request('register', { deviceName: 'test', doNotDisturb: false });
  });

  test('[RES-6] a frame that cannot be acknowledged is harmless', async () => {
    alice.socket.emit(REQUEST_EVENT);
    alice.socket.emit(REQUEST_EVENT, { name: 'register' }, 'not a function');
    alice.socket.emit('another event', {});
    await alice.request('register', { deviceName: 'test', doNotDisturb: false });
  });

  /** A request of exactly this many bytes. */
  const sized = (bytes: number) => {
    const frame = (deviceName: string) => ({ name: 'register', data: { deviceName } });
    return frame('x'.repeat(bytes - JSON.stringify(frame('')).length));
  };

  test('[RES-6] a request over 64 KiB is refused as too large, and the socket stays open', async () => {
    const code = async (frame: unknown) =>
      (await alice.send(frame)) as { ok: false; error: { code: string } };
    // A request that just fits is parsed, and refused as malformed.
    expect((await code(sized(MAX_MESSAGE_BYTES))).error.code).toBe('PROTOCOL_MALFORMED');
    expect((await code(sized(MAX_MESSAGE_BYTES + 1))).error.code).toBe('PROTOCOL_TOO_LARGE');
    const wide = { name: 'register', data: {}, more: 'ä'.repeat(MAX_MESSAGE_BYTES / 2) };
    expect((await code(wide)).error.code).toBe('PROTOCOL_TOO_LARGE');
    await alice.register();
  });

  test('[RES-6] an extremely nested request is refused', async () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    // Written by hand, because `JSON.stringify` fails on it too.
    alice.socket.io.engine.write(`2999["${REQUEST_EVENT}",{"name":"register","data":${nested}}]`);
    await alice.register();
  });

  test('[RES-6] a frame above the largest size closes its own socket and no other', async () => {
    const bob = await server.signIn('Bob');
    const gone = alice.closed();
    alice.socket.emit(REQUEST_EVENT, sized(MAX_FRAME_BYTES + 1));
    await gone;
    await bob.settled();
  });
});

describe('limits', () => {
  const aRequest = { name: 'register', data: { deviceName: 'test', doNotDisturb: false } };
  const sendMany = (client: TestClient, count: number) =>
    Promise.all(Array.from({ length: count }, () => client.send(aRequest)));
  const taken = (replies: unknown[]) => replies.filter((reply) => (reply as { ok: boolean }).ok).length;

  test('[RES-6] more than 50 requests a second, beyond a burst of 200, are refused', async () => {
    await server.close();
    server = await TestServer.start({}, { clock });
    const alice = await server.signIn('Alice');
    const replies = await sendMany(alice, 210);
    expect(taken(replies)).toBe(199);
    expect(replies.at(-1)).toMatchObject({ ok: false, error: { code: 'RATE_LIMITED' } });
    clock.advance(1_000);
    for (let count = 0; count < 50; count += 1) await alice.settled();
    await expect(alice.settled()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('[RES-6] each person has one limit over all devices and reconnects', async () => {
    await server.close();
    server = await TestServer.start({}, { clock });
    const laptop = await server.signIn('Alice', { deviceName: 'laptop' });
    const phone = await server.signIn('Alice', { deviceName: 'phone' });
    expect(taken([...(await sendMany(laptop, 150)), ...(await sendMany(phone, 60))])).toBe(198);
    laptop.cut();
    const again = await server.connect('Alice');
    expect(taken(await sendMany(again, 10))).toBe(0);
    const bob = await server.signIn('Bob');
    expect(taken(await sendMany(bob, 100))).toBe(100);
  });

  test('[RES-6] a client that is refused a hundred times and does not stop loses the connection', async () => {
    await server.close();
    server = await TestServer.start({}, { clock });
    const mallory = await server.signIn('Mallory');
    const bob = await server.signIn('Bob');
    const gone = mallory.closed();
    for (let count = 0; count < 400; count += 1) mallory.socket.emit(REQUEST_EVENT, aRequest, () => {});
    await gone;
    await bob.settled();
  });

  test('[RES-6] more than 10 invitations a minute are refused', async () => {
    await server.close();
    server = await TestServer.start({}, { clock });
    const alice = await server.signIn('Alice');
    await server.signIn('Bob');
    for (let count = 0; count < 10; count += 1) {
      const invitation = anInvitation('bob@example.org');
      await alice.request('invitation.send', invitation);
      await alice.request('invitation.cancel', invitation);
    }
    const eleventh = anInvitation('bob@example.org');
    await expect(alice.request('invitation.send', eleventh)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    clock.advance(6_000);
    await alice.request('invitation.send', eleventh);
  });
});

test('[RES-6] of a thousand invitations in a minute ten ring, the others are refused, and everyone else is served', async () => {
  await server.close();
  server = await TestServer.start({}, { clock });
  const mallory = await server.signIn('Mallory');
  const alice = await server.signIn('Alice');
  const bob = await server.signIn('Bob');
  const codes: string[] = [];
  // As fast as the request limit allows: 50 a second for 20 seconds.
  for (let second = 0; second < 20; second += 1) {
    clock.advance(1_000);
    const invitations = Array.from({ length: 50 }, () => anInvitation('bob@example.org'));
    codes.push(...(await refusalsOf(invitations.map((one) => mallory.request('invitation.send', one)))));
    if (second % 5 > 0) continue;
    const { invitationId } = anInvitation('bob@example.org');
    await alice.request('invitation.send', { ...anInvitation('bob@example.org'), invitationId });
    await bob.notice('invitation-received', ({ invitation }) => invitation.id === invitationId);
  }
  // Ten at once. While they ring, no other one of the same person does.
  expect(codes.filter((code) => code === 'accepted')).toHaveLength(10);
  expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(990);
  await bob.settled();
  expect(bob.notices.filter(({ name }) => name === 'invitation-received')).toHaveLength(10);
});

describe('forged IDs in a conference', () => {
  test("[SEC-2] nobody can access another participant's media", async () => {
    const alice = await server.signIn('Alice');
    const bob = await server.signIn('Bob');
    const { id: conferenceId } = await alice.request('conference.create', {
      conversationId: anId() as ConversationId,
      title: '',
    });
    const join = aJoin(conferenceId);
    const hers = await enter(alice, join);
    const { producerId } = await alice.request('media.produce', {
      conferenceId,
      transportId: hers.sendTransport.id,
      source: 'microphone',
      kind: 'audio',
      rtpParameters: opusParameters,
      paused: false,
    });
    const notYet = { code: 'CONFERENCE_NOT_JOINED' };
    const early = bob.request('media.set-producer-paused', { conferenceId, producerId, paused: true });
    await expect(early).rejects.toMatchObject(notYet);

    const his = await enter(bob, join);
    const consumerId = his.consumers[0]?.id as ConsumerId;
    const microphone = {
      source: 'microphone',
      kind: 'audio',
      rtpParameters: opusParameters,
      paused: false,
    } as const;
    const refusals = await refusalsOf([
      bob.request('media.set-producer-paused', { conferenceId, producerId, paused: true }),
      bob.request('media.close-producer', { conferenceId, producerId }),
      bob.request('media.produce', { conferenceId, transportId: hers.sendTransport.id, ...microphone }),
      bob.request('media.close-producer', { conferenceId, producerId: anId() as ProducerId }),
      alice.request('media.resume-consumer', { conferenceId, consumerId }),
    ]);
    expect(new Set(refusals)).toEqual(new Set(['MEDIA_OBJECT_UNKNOWN']));
    const elsewhere = anId() as ConferenceId;
    await expect(
      alice.request('media.close-producer', { conferenceId: elsewhere, producerId }),
    ).rejects.toMatchObject({ code: 'CONFERENCE_UNKNOWN' });
    expect(media.conferences[0]?.participants[0]?.producers.get(producerId)?.paused).toBe(false);
  });

  test('a kind that does not fit its source is refused', async () => {
    const alice = await server.signIn('Alice');
    const { id: conferenceId } = await alice.request('conference.create', {
      conversationId: anId() as ConversationId,
      title: '',
    });
    const { sendTransport } = await enter(alice, aJoin(conferenceId));
    const wrong = {
      conferenceId,
      transportId: sendTransport.id,
      rtpParameters: opusParameters,
      paused: false,
    };
    await expect(
      alice.request('media.produce', { ...wrong, source: 'camera', kind: 'audio' }),
    ).rejects.toMatchObject({ code: 'PROTOCOL_MALFORMED' });
  });
});

test('[RES-6] a defect in the server is reported as SERVER_INTERNAL without its message', async () => {
  const alice = await server.signIn('Alice');
  media.openConference = async () => {
    throw new Error('secret words');
  };
  const reply = await alice.send({
    name: 'conference.create',
    data: { conversationId: anId(), title: '' },
  });
  expect(reply).toMatchObject({ ok: false, error: { code: 'SERVER_INTERNAL' } });
  expect(JSON.stringify(reply)).not.toContain('secret words');
  await alice.settled();
});
