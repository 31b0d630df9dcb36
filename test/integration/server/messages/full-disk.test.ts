import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../server/clock.ts';
import { createLog } from '../../../../server/log.ts';
import { DATABASE_NAME, openStore } from '../../../../server/store/open-store.ts';
import { Store } from '../../../../server/store/store.ts';
import { aMessage, anId, anInvitation } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const BOB = 'bob@example.org';
let folder: string;
let database: DatabaseSync;
let server: TestServer;
let alice: TestClient;
let bob: TestClient;
let logged: { level: number; msg: string }[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-test-'));
  const options = { folder, newId: anId, clock: systemClock, log: createLog('silent') };
  openStore(options).close();
  database = new DatabaseSync(path.join(folder, DATABASE_NAME));
  logged = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  server = await TestServer.start({}, { log, openStore: () => new Store(database, anId) });
  alice = await server.signIn('Alice');
  bob = await server.signIn('Bob');
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Makes all writes fail, or succeed again. */
const refuseWrites = (refused: boolean) => database.exec(`PRAGMA query_only = ${refused ? 1 : 0}`);

describe('[RES-6] while the database cannot be written to', () => {
  test('a message to a full database is refused with STORE_FULL, and accepted when there is space', async () => {
    database.exec('PRAGMA max_page_count = 1');
    const large = aMessage(BOB, 'x'.repeat(7_000));
    const send = async () => {
      for (let count = 0; count < 30; count += 1) {
        await alice.request('message.send', { ...large, messageId: anId() as never });
      }
    };
    await expect(send()).rejects.toMatchObject({ code: 'STORE_FULL', retryable: true });
    database.exec('PRAGMA max_page_count = 100000');
    await alice.request('message.send', large);
  });

  test('a block that cannot be stored is refused with STORE_FULL', async () => {
    refuseWrites(true);
    const block = { address: 'alice@example.org' as never, blocked: true };
    await expect(bob.request('block.set', block)).rejects.toMatchObject({ code: 'STORE_FULL' });
    refuseWrites(false);
    await bob.request('block.set', block);
  });

  test('people can sign in, call and use conferences', async () => {
    refuseWrites(true);
    const carol = await server.signIn('Carol');
    await server.signIn('Alice');
    await carol.request('invitation.send', anInvitation(BOB));
    await bob.notice('invitation-received');
    await carol.request('conference.create', { conversationId: anId() as never, title: 'Plan' });
  });

  test('[CONV-4] a conversation that could not be written still belongs to its two people', async () => {
    const eve = await server.signIn('Eve');
    refuseWrites(true);
    const invitation = anInvitation(BOB);
    const { conversationId } = invitation;
    await alice.request('invitation.send', invitation);
    const stranger = { ...anInvitation(BOB), conversationId };
    await expect(eve.request('invitation.send', stranger)).rejects.toMatchObject({
      code: 'CONVERSATION_FORBIDDEN',
    });
    await alice.request('invitation.send', { ...anInvitation(BOB), conversationId });
    refuseWrites(false);
    await bob.request('message.send', { ...aMessage('alice@example.org'), conversationId });
    await expect(eve.request('message.send', { ...aMessage(BOB), conversationId })).rejects.toMatchObject({
      code: 'CONVERSATION_FORBIDDEN',
    });
  });

  test('failures are logged a few times, not for each request', async () => {
    refuseWrites(true);
    for (let count = 0; count < 12; count += 1) await server.signIn('Alice');
    const failures = logged.filter(({ level }) => level >= 50);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThan(12);
  });
});
