import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_TEXT_BYTES } from '../../../../protocol/messages.ts';
import type { ServerConfig } from '../../../../server/config/config.ts';
import { createLog } from '../../../../server/log.ts';
import { DATABASE_NAME } from '../../../../server/store/open-store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { aMessage, anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;
let clock: FakeClock;
let alice: TestClient;
let bob: TestClient;
let logged: string;

/** Starts a server and signs everyone in. */
async function start(config: Partial<ServerConfig> = {}): Promise<void> {
  const write = (line: string) => {
    logged += line;
  };
  server = await TestServer.start(config, { clock, log: createLog('debug', { write }) });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
}

beforeEach(async () => {
  clock = new FakeClock();
  logged = '';
  await start();
});
afterEach(() => server.close());

test('[SES-2] a message is sent, delivered and read, and its sender sees each', async () => {
  const message = aMessage('bob@example.org');
  const reply = await alice.request('message.send', message);
  expect(reply.progress).toBe('sent');
  const received = (await bob.notice('message-received')).message;
  expect(received).toEqual({
    id: message.messageId,
    conversationId: message.conversationId,
    to: message.to,
    text: 'hello',
    from: { address: 'alice@example.org', displayName: 'Alice' },
    ...reply,
  });
  for (const progress of ['delivered', 'read'] as const) {
    const { conversationId } = message;
    await bob.request('message.mark', { conversationId, progress, upToSequence: received.sequence });
    expect(await alice.notice('message-marked')).toMatchObject({ by: 'bob@example.org', progress });
  }
  const { messages } = await alice.request('message.sync', { afterRevision: reply.revision });
  expect(messages).toMatchObject([{ id: message.messageId, progress: 'read' }]);
});

describe('how long a text may be', () => {
  test.each([
    ['letters', 'a'],
    ['quotation marks, which JSON escapes', '"'],
    ['control characters, which JSON writes in six bytes each', '\u0001'],
    ['characters of four bytes', '😀'],
  ])(
    '[RES-6] 64 KiB of %s arrive; one byte more is refused, and the connection stays open',
    async (_what, unit) => {
      const text = unit.repeat(MAX_TEXT_BYTES / Buffer.byteLength(unit));
      await alice.request('message.send', aMessage('bob@example.org', text));
      expect((await bob.notice('message-received')).message.text === text).toBe(true);
      const more = alice.request('message.send', aMessage('bob@example.org', `${text}a`));
      await expect(more).rejects.toMatchObject({ code: 'PROTOCOL_TOO_LARGE' });
      await alice.settled();
      expect((await bob.request('message.sync', { afterRevision: 0 })).messages).toHaveLength(1);
    },
  );

  test.each(['', '   ', '\n'])('a blank text is refused: %j', async (text) => {
    const reply = await alice.send({ name: 'message.send', data: aMessage('bob@example.org', text) });
    expect(reply).toMatchObject({ ok: false, error: { code: 'PROTOCOL_MALFORMED' } });
  });

  test('[RES-6] the rest of the request counts like any request', async () => {
    const data = { ...aMessage('bob@example.org'), more: 'x'.repeat(70_000) };
    const reply = await alice.send({ name: 'message.send', data });
    expect(reply).toMatchObject({ ok: false, error: { code: 'PROTOCOL_TOO_LARGE' } });
  });
});

test('[SEC-5] messages are not logged', async () => {
  const secret = 'the words of a message';
  await alice.request('message.send', aMessage('bob@example.org', secret));
  await alice.send({ name: 'message.send', data: { ...aMessage('x', secret), to: 7 } });
  await expect(alice.request('message.send', aMessage('nobody@example.org', secret))).rejects.toMatchObject({
    code: 'TARGET_UNKNOWN',
  });
  expect(logged).toContain('message stored');
  expect(logged).not.toContain(secret);
});

test('[SES-2] a thousand messages wait for an offline person and arrive in order; the next one is refused', async () => {
  bob.close();
  await alice.notice('person-changed', ({ person }) => person.presence === 'offline');
  const eleventh = await server.signIn('Writer 10');
  // Ten people each fill a tenth of the mailbox.
  for (let writer = 0; writer < 10; writer += 1) {
    const client = await server.signIn(`Writer ${writer}`);
    clock.advance(1_000);
    const { conversationId } = aMessage('bob@example.org');
    const send = (text: string) =>
      client.request('message.send', { ...aMessage('bob@example.org', text), conversationId });
    for (let count = 0; count < 100; count += 1) await send(`${writer * 100 + count}`);
    clock.advance(1_000);
    await expect(send('one too many of mine')).rejects.toMatchObject({ code: 'MAILBOX_FULL' });
  }
  await expect(
    eleventh.request('message.send', aMessage('bob@example.org', 'one too many')),
  ).rejects.toMatchObject({ code: 'MAILBOX_FULL' });
  bob = await server.signIn('Bob');
  const { messages } = await bob.request('message.sync', { afterRevision: 0 });
  expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: 1_000 }, (_, count) => `${count}`));
});

test('messages are counted', async () => {
  await alice.request('message.send', aMessage('bob@example.org'));
  const page = await (await fetch(`${server.running.url}/metrics`)).text();
  expect(page).toContain('parley_messages_total 1');
});

describe('a server that restarts with the same folder', () => {
  let dataFolder: string;
  beforeEach(async () => {
    await server.close();
    dataFolder = mkdtempSync(path.join(tmpdir(), 'parley-restart-'));
    await start({ dataFolder });
  });
  afterEach(async () => {
    await server.close();
    rmSync(dataFolder, { recursive: true });
  });

  async function restart(): Promise<void> {
    await server.close();
    server = await TestServer.start({ dataFolder }, { clock });
  }

  test('[SES-2] still has the messages, and delivers them once', async () => {
    const before = await bob.register();
    const message = aMessage('bob@example.org', 'before the restart');
    const reply = await alice.request('message.send', message);
    await restart();
    alice = await server.signIn('Alice');
    // Bob is known although he has not signed in since.
    expect((await alice.register()).people).toEqual([
      { address: 'bob@example.org', displayName: 'Bob', presence: 'offline' },
    ]);
    expect(await alice.request('message.send', message)).toEqual(reply);
    const second = await alice.request('message.send', aMessage('bob@example.org', 'after it'));
    expect(second.sequence).toBeGreaterThan(reply.sequence);
    bob = await server.signIn('Bob');
    expect((await bob.register()).mailboxId).toBe(before.mailboxId);
    const { messages } = await bob.request('message.sync', { afterRevision: 0 });
    expect(messages.map(({ text }) => text)).toEqual(['before the restart', 'after it']);
    await expect(alice.request('invitation.send', anInvitation('nobody@example.org'))).rejects.toMatchObject({
      code: 'TARGET_UNKNOWN',
    });
  });

  test('[INV-11] still knows offline people, blocks and members of conversations', async () => {
    await bob.request('block.set', { address: 'alice@example.org' as never, blocked: true });
    const conversation = { conversationId: aMessage('bob@example.org').conversationId };
    await bob.request('message.send', { ...aMessage('alice@example.org'), ...conversation });
    await restart();
    alice = await server.signIn('Alice');
    const eve = await server.signIn('Eve');
    await expect(eve.request('invitation.send', anInvitation('bob@example.org'))).rejects.toMatchObject({
      code: 'TARGET_OFFLINE',
    });
    await expect(alice.request('invitation.send', anInvitation('bob@example.org'))).rejects.toMatchObject({
      code: 'TARGET_BLOCKED',
    });
    await expect(
      eve.request('message.send', { ...aMessage('bob@example.org'), ...conversation }),
    ).rejects.toMatchObject({ code: 'CONVERSATION_FORBIDDEN' });
    bob = await server.signIn('Bob');
    expect((await bob.register()).blocked).toEqual(['alice@example.org']);
  });

  test('[RES-6] starts with a new mailbox if the file is damaged', async () => {
    const { mailboxId } = await bob.register();
    await server.close();
    writeFileSync(path.join(dataFolder, DATABASE_NAME), 'not a database at all'.repeat(500));
    await start({ dataFolder });
    expect((await bob.register()).mailboxId).not.toBe(mailboxId);
    await alice.request('message.send', { ...aMessage('bob@example.org'), conversationId: anId() as never });
    await bob.notice('message-received');
    expect(readdirSync(dataFolder).some((name) => name.startsWith('parley.damaged-'))).toBe(true);
    expect(logged).toContain('STORE_DAMAGED');
  });
});
