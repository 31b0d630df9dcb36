import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_TEXT_BYTES, type MessageView } from '../../../protocol/messages.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { CutLine } from '../../support/core/cut-line.ts';
import { Profile, type RunningProfile } from '../../support/core/profile.ts';
import { freePort } from '../../support/core/real-world.ts';
import { TestServer } from '../../support/server/test-server.ts';
import { until } from '../../support/until.ts';

const ALICE = 'alice@example.org' as Address;
const BOB = 'bob@example.org' as Address;

let port: number;
let dataFolder: string;
let server: TestServer;
let closing: { close(): Promise<void> }[];

beforeEach(async () => {
  port = await freePort();
  dataFolder = mkdtempSync(path.join(os.tmpdir(), 'parley-server-'));
  server = await TestServer.start({ port, dataFolder });
  closing = [];
});
afterEach(async () => {
  await Promise.all(closing.map((each) => each.close()));
  await server.close();
  rmSync(dataFolder, { recursive: true });
});

function profile(name: string, serverUrl = server.running.url): Profile {
  const made = new Profile({ name, serverUrl });
  closing.push(made);
  return made;
}

async function line(): Promise<CutLine> {
  const made = await CutLine.to(port);
  closing.push(made);
  return made;
}

/** All that is kept of the latest conversation, as `text: state`. */
async function conversation({ client, page }: RunningProfile): Promise<string[]> {
  const [thread] = client.state.threads;
  if (thread === undefined) return [];
  const { messages } = await page.send('read-messages', { conversationId: thread.conversationId });
  return messages.map(({ text, state }) => `${text}: ${state}`);
}

function reads(who: RunningProfile, what: string, expected: string[]): Promise<string[]> {
  return until(
    () => conversation(who),
    (lines) => JSON.stringify(lines) === JSON.stringify(expected),
    { what },
  );
}

async function texts({ client, page }: RunningProfile): Promise<string[]> {
  const [thread] = client.state.threads;
  const conversationId = thread?.conversationId ?? ('none-at-all' as never);
  return (await page.send('read-messages', { conversationId })).messages.map(({ text }) => text);
}

/** Bob is known to the server, and not signed in. */
async function bobWasHere(): Promise<Profile> {
  const bob = profile('Bob');
  const { client } = await bob.start();
  await client.close();
  return bob;
}

describe('messages between two clients', () => {
  test('[SES-2] are sent, delivered and read, in order, and both pages are told', async () => {
    const alice = await profile('Alice').start();
    const bob = await profile('Bob').start();
    for (const text of ['one', 'two', 'three']) await alice.page.send('send-message', { to: BOB, text });
    await reads(bob, 'Bob has them', ['one: delivered', 'two: delivered', 'three: delivered']);
    await reads(alice, 'Alice sees so', ['one: delivered', 'two: delivered', 'three: delivered']);
    expect(bob.client.state.threads).toMatchObject([
      { peer: { address: ALICE, displayName: 'Alice' }, unread: 3, excerpt: 'three' },
    ]);
    const [thread] = bob.client.state.threads;
    await bob.page.send('mark-read', { conversationId: thread?.conversationId as never });
    expect(bob.client.state.threads[0]?.unread).toBe(0);
    await reads(alice, 'Alice sees them read', ['one: read', 'two: read', 'three: read']);
    const told = alice.page.orders.flatMap(({ name, data }) =>
      name === 'messages-changed' ? (data as { messages: MessageView[] }).messages : [],
    );
    expect(told.filter(({ text }) => text === 'one').map(({ state }) => state)).toEqual(
      expect.arrayContaining(['sending', 'read']),
    );
    await bob.page.send('send-message', { to: ALICE, text: 'answer' });
    await until(
      () => texts(alice),
      (all) => all.length === 4,
      { what: 'the answer' },
    );
    // Both continue in one conversation (CONV-1).
    expect(alice.client.state.threads).toMatchObject([{ conversationId: thread?.conversationId, unread: 1 }]);
  });

  test('[SES-2] reach a person who was offline, also after a restart of the server', async () => {
    const bob = await bobWasHere();
    const alice = await profile('Alice').start();
    for (const text of ['one', 'two']) await alice.page.send('send-message', { to: BOB, text });
    await reads(alice, 'the server has them', ['one: sent', 'two: sent']);
    await server.close();
    server = await TestServer.start({ port, dataFolder });
    const later = await bob.start();
    await reads(later, 'Bob has them', ['one: delivered', 'two: delivered']);
    await reads(alice, 'Alice is told', ['one: delivered', 'two: delivered']);
  });

  test('[SES-2] arrive once when the line is cut between the message and its answer', async () => {
    const cutLine = await line();
    const alice = await profile('Alice', cutLine.url).start();
    const bob = await profile('Bob').start();
    cutLine.deaf = true;
    for (const text of ['one', 'two', 'three']) await alice.page.send('send-message', { to: BOB, text });
    await until(
      () => texts(bob),
      (all) => all.length > 0,
      { what: 'Bob has the first' },
    );
    await reads(alice, 'Alice knows of nothing', ['one: sending', 'two: sending', 'three: sending']);
    cutLine.cut();
    cutLine.deaf = false;
    await until(
      () => texts(bob),
      (all) => all.length >= 3,
      { what: 'Bob has all' },
    );
    await reads(alice, 'Alice knows', ['one: delivered', 'two: delivered', 'three: delivered']);
    expect(await texts(bob)).toEqual(['one', 'two', 'three']);
  });

  test('[SES-2] arrive once when Parley crashes between the message and its answer', async () => {
    const cutLine = await line();
    const aliceProfile = profile('Alice', cutLine.url);
    const alice = await aliceProfile.start();
    const bob = await profile('Bob').start();
    cutLine.deaf = true;
    for (const text of ['one', 'two']) await alice.page.send('send-message', { to: BOB, text });
    await until(
      () => texts(bob),
      (all) => all.length > 0,
      { what: 'Bob has the first' },
    );
    const left = aliceProfile.crashed();
    closing.push(left);
    cutLine.down = true;
    cutLine.cut();
    const again = await left.start({ serverUrl: server.running.url });
    await reads(again, 'both are delivered', ['one: delivered', 'two: delivered']);
    expect(await texts(bob)).toEqual(['one', 'two']);
  });

  test('[SES-2] written while the connection is lost go out in order when it is back', async () => {
    const cutLine = await line();
    const alice = await profile('Alice', cutLine.url).start();
    const bob = await profile('Bob').start();
    cutLine.down = true;
    cutLine.cut();
    await until(
      () => alice.client.state.registration.state,
      (state) => state === 'reconnecting',
      {
        what: 'Alice is cut off',
      },
    );
    const all = Array.from({ length: 30 }, (_, index) => `message ${index}`);
    for (const text of all) await alice.page.send('send-message', { to: BOB, text });
    await bob.page.send('send-message', { to: ALICE, text: 'meanwhile' });
    cutLine.down = false;
    await until(
      () => texts(bob),
      (lines) => lines.length === 30 || lines.length === 31,
      { what: 'Bob has all' },
    );
    await until(
      () => alice.client.state.threads,
      (threads) => threads.length === 2,
      { what: "Bob's message" },
    );
    const { messages } = await bob.page.send('read-messages', {
      conversationId: alice.client.state.threads.find(({ lastDirection }) => lastDirection === 'outgoing')
        ?.conversationId as never,
    });
    expect(messages.map(({ text }) => text)).toEqual(all);
  });

  test('[SES-2] are the same on every device of a person, with the same marks', async () => {
    const desk = await profile('Alice').start();
    const laptop = await profile('Alice').start();
    const bob = await profile('Bob').start();
    await desk.page.send('send-message', { to: BOB, text: 'from the desk' });
    await reads(laptop, 'the laptop has it', ['from the desk: delivered']);
    await bob.page.send('send-message', { to: ALICE, text: 'to both' });
    await reads(laptop, 'the laptop has both', ['from the desk: delivered', 'to both: delivered']);
    const conversationId = desk.client.state.threads[0]?.conversationId as never;
    await laptop.page.send('mark-read', { conversationId });
    await until(
      () => desk.client.state.threads[0]?.unread,
      (unread) => unread === 0,
      {
        what: 'read on the desk, too',
      },
    );
    await reads(bob, 'Bob sees it read', ['from the desk: delivered', 'to both: read']);
  });

  test('[RES-6] [SEC-5] keep their text, up to 64 KiB, and one byte more is refused here', async () => {
    const alice = await profile('Alice').start();
    const bob = await profile('Bob').start();
    const all = [
      '\u202eright to left\u202c and \u2066isolated\u2069',
      '👩‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 é e\u0301',
      '<script>alert(1)</script> javascript:alert(1) https://example.org',
      'nul \u0000 line\r\nbreaks',
      'é'.repeat(MAX_TEXT_BYTES / 2),
    ];
    for (const text of all) await alice.page.send('send-message', { to: BOB, text });
    await until(
      () => texts(bob),
      (lines) => lines.length === all.length,
      { what: 'all of them' },
    );
    expect(await texts(bob)).toEqual(all);
    await expect(
      alice.page.send('send-message', { to: BOB, text: `${'é'.repeat(MAX_TEXT_BYTES / 2)}.` }),
    ).rejects.toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    await expect(alice.page.send('send-message', { to: BOB, text: ' \n ' })).rejects.toMatchObject({
      code: 'RPC_MALFORMED',
    });
    expect(await texts(alice)).toHaveLength(all.length);
  });

  test('[SES-2] that the server refuses say why, and can be tried again', async () => {
    const alice = await profile('Alice').start();
    const failed = (error: string) =>
      until(
        async () => {
          const [thread] = alice.client.state.threads;
          const page = await alice.page.send('read-messages', {
            conversationId: thread?.conversationId as never,
          });
          return page.messages[0];
        },
        (message) => message?.state === 'failed' && message.error === error,
        { what: error },
      );
    const { messageId } = await alice.page.send('send-message', { to: BOB, text: 'too early' });
    await failed('TARGET_UNKNOWN');
    const bob = await profile('Bob').start();
    await alice.page.send('retry-message', { messageId });
    await until(
      () => texts(bob),
      (all) => all.length === 1,
      { what: 'Bob has it' },
    );
    await reads(alice, 'it is delivered', ['too early: delivered']);
    await alice.page.send('send-message', { to: ALICE, text: 'to myself' });
    await failed('TARGET_SELF');
  });
});

describe('after a restart', () => {
  test('[SES-2] [CONV-5] messages, unread marks and conversations are still there', async () => {
    const aliceProfile = profile('Alice');
    const bobProfile = profile('Bob');
    const alice = await aliceProfile.start();
    const bob = await bobProfile.start();
    await alice.page.send('send-message', { to: BOB, text: 'one' });
    await reads(bob, 'Bob has it', ['one: delivered']);
    const { conversations } = bob.client.state;
    expect(conversations).toMatchObject([{ peer: { address: ALICE }, types: ['instant-messaging'] }]);
    await bob.client.close();
    for (const name of readdirSync(bobProfile.folder)) {
      expect({ name, mode: statSync(path.join(bobProfile.folder, name)).mode & 0o777 }).toEqual({
        name,
        mode: 0o600,
      });
    }
    const again = await bobProfile.start({ signIn: false });
    expect(again.client.state.threads).toEqual([]);
    await again.page.send('sign-in', { displayName: 'Bob' as never });
    expect(again.client.state.threads).toMatchObject([{ unread: 1, excerpt: 'one' }]);
    expect(again.client.state.conversations).toEqual(conversations);
    await reads(again, 'Bob still has it', ['one: delivered']);
  });

  test('[CONV-6] damaged files are set aside, said once each, and the server brings the messages back', async () => {
    const bobProfile = profile('Bob');
    const bob = await bobProfile.start();
    const alice = await profile('Alice').start();
    await alice.page.send('send-message', { to: BOB, text: 'one' });
    await reads(bob, 'Bob has it', ['one: delivered']);
    await bob.client.close();
    for (const name of ['messages.db', 'conversations.json']) {
      writeFileSync(path.join(bobProfile.folder, name), 'damaged '.repeat(1_000));
    }
    const again = await bobProfile.start();
    const damages = again.client.state.alerts.map(({ error }) => [error.code, error.context.what]);
    expect(damages.sort()).toEqual([
      ['STORE_DAMAGED', 'conversations'],
      ['STORE_DAMAGED', 'messages'],
    ]);
    for (const { error } of again.client.state.alerts) {
      expect(readdirSync(bobProfile.folder)).toContain(error.context.copy);
    }
    await reads(again, 'the message is back', ['one: delivered']);
    expect(again.client.state.conversations).toHaveLength(1);
    await again.client.close();
    expect((await bobProfile.start()).client.state.alerts).toEqual([]);
  });
});
