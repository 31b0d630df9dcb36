import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../../server/log.ts';
import { Housekeeping } from '../../../../server/store/housekeeping.ts';
import { DATABASE_NAME, openStore } from '../../../../server/store/open-store.ts';
import { MIGRATIONS } from '../../../../server/store/schema.ts';
import type { Store } from '../../../../server/store/store.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { anEndpoint } from '../../../support/server/endpoints.ts';
import { anId } from '../../../support/server/requests.ts';

const DAY_MS = 24 * 60 * 60_000;
const alice = anEndpoint('Alice').identity;
const bob = anEndpoint('Bob').identity;

let folder: string;
let clock: FakeClock;
let logged: string;
const stores: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-store-'));
  clock = new FakeClock();
  logged = '';
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  rmSync(folder, { recursive: true });
});

function open(where = folder): Store {
  return opened(where);
}

function opened(where: string | undefined): Store {
  const write = (line: string) => {
    logged += line;
  };
  const store = openStore({ folder: where, newId: anId, clock, log: createLog('info', { write }) });
  stores.push(store);
  return store;
}

const inMemory = () => opened(undefined);

const file = () => path.join(folder, DATABASE_NAME);
const kept = () => readdirSync(folder).filter((name) => name.startsWith('parley.damaged-'));

function aMessage(text = 'hello', sentAtMs = clock.nowMs()) {
  return {
    id: anId() as never,
    conversationId: 'conversation' as never,
    from: alice,
    to: bob.address,
    text,
    sentAtMs,
  };
}

describe('the file', () => {
  test('stored data is there after a restart, with the same mailbox ID', () => {
    const first = open();
    first.people.seen(bob, 1);
    first.blocks.add(alice.address, bob.address);
    first.conversations.use('conversation' as never, [alice.address, bob.address], 1);
    const message = first.messages.add(aMessage('bis später 👋'));
    first.close();
    const second = open();
    expect(second.mailboxId).toBe(first.mailboxId);
    expect(second.people.latest(10)).toEqual([bob]);
    expect(second.blocks.of(alice.address)).toEqual([bob.address]);
    expect(second.conversations.membersOf('conversation' as never)).toEqual([alice.address, bob.address]);
    expect([...second.messages.changedAfter(bob.address, 0, 10)]).toEqual([message]);
    // Sequences and revisions continue.
    expect(second.messages.add(aMessage())).toMatchObject({ sequence: 2, revision: 2 });
  });

  test('[SEC-5] only its owner can read it', () => {
    open(path.join(folder, 'new'));
    expect(statSync(path.join(folder, 'new')).mode & 0o077).toBe(0);
    for (const name of readdirSync(path.join(folder, 'new'))) {
      expect(statSync(path.join(folder, 'new', name)).mode & 0o077).toBe(0);
    }
  });

  test.each([
    ['that is not a database', () => 'garbage '.repeat(2_000)],
    ['whose first page is overwritten', (content: Buffer) => content.fill(0x41, 20, 4_096)],
    ['whose middle is overwritten', (content: Buffer) => content.fill(0x41, 8_192, 16_384)],
    ['that is truncated', (content: Buffer) => content.subarray(0, 5_000)],
  ])('[RES-6] a file %s is renamed, and the server starts', (_what, damage) => {
    const before = open();
    for (let count = 0; count < 100; count += 1) before.messages.add(aMessage('x'.repeat(1_000)));
    before.close();
    const damaged = damage(readFileSync(file()));
    writeFileSync(file(), damaged);
    const after = open();
    expect(after.mailboxId).not.toBe(before.mailboxId);
    expect(after.messages.waitingFor(bob.address)).toBe(0);
    expect(kept()).toHaveLength(1);
    expect(readFileSync(path.join(folder, kept()[0] ?? ''))).toEqual(Buffer.from(damaged));
    expect(logged).toContain('STORE_DAMAGED');
    expect(logged).not.toContain('xxxx');
  });

  test('a database without one of its tables is renamed too', () => {
    open().close();
    const database = new DatabaseSync(file());
    database.exec('DROP TABLE blocks');
    database.close();
    open().close();
    expect(kept()).toHaveLength(1);
  });

  test.each([
    ['with more tables', 'CREATE TABLE later (id TEXT)'],
    ['without a current table', 'DROP TABLE blocks'],
    ['with a changed table', 'ALTER TABLE blocks RENAME COLUMN blocked TO target'],
  ])('a database of a newer version, %s, is refused and not changed', (_what, change) => {
    open().close();
    const newer = new DatabaseSync(file());
    newer.exec(`${change}; PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    newer.close();
    const before = readFileSync(file());
    expect(() => open()).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }));
    expect(readFileSync(file())).toEqual(before);
    expect(readdirSync(folder)).toEqual(['parley.db']);
  });

  test('an empty file is a new database', () => {
    writeFileSync(file(), '');
    expect(open().mailboxId).not.toBe('');
    expect(kept()).toEqual([]);
  });

  test('two servers cannot use one folder; the second one is refused and changes nothing', () => {
    const first = open();
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'SERVER_CONFIG_INVALID',
        message: expect.stringContaining('another server'),
      }),
    );
    first.messages.add(aMessage());
    expect(kept()).toEqual([]);
  }, 20_000);

  test.each(['parley.db', 'parley.db-wal'])('[SEC-5] a link in place of %s is not followed', (name) => {
    mkdirSync(path.join(folder, 'linked'), { mode: 0o700 });
    const precious = path.join(folder, 'precious');
    writeFileSync(precious, 'precious');
    symlinkSync(precious, path.join(folder, 'linked', name));
    expect(() => open(path.join(folder, 'linked'))).toThrow(/is a link/);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
  });

  test("[SEC-5] the server's own folder becomes private if others could read it", () => {
    const wide = path.join(folder, 'wide');
    open(wide).close();
    chmodSync(wide, 0o755);
    open(wide).close();
    expect(statSync(wide).mode & 0o777).toBe(0o700);
  });

  test('[SEC-5] a folder with other files keeps its mode, and the database is private', () => {
    const wide = path.join(folder, 'wide');
    mkdirSync(wide);
    writeFileSync(path.join(wide, 'accounts.ods'), '');
    chmodSync(wide, 0o755);
    open(wide).close();
    expect(statSync(wide).mode & 0o777).toBe(0o755);
    expect(statSync(path.join(wide, DATABASE_NAME)).mode & 0o777).toBe(0o600);
  });

  test.each([0o1777, 0o2775, 0o777])(
    '[SEC-5] a shared folder is refused and not changed: mode %i',
    (mode) => {
      const shared = path.join(folder, 'shared');
      mkdirSync(shared);
      chmodSync(shared, mode);
      const unsafe = expect.objectContaining({
        code: 'DATA_UNSAFE',
        context: { place: shared, why: 'shared' },
      });
      expect(() => open(shared)).toThrow(unsafe);
      expect([statSync(shared).mode & 0o7777, readdirSync(shared)]).toEqual([mode, []]);
    },
  );

  test('an impossible folder is refused with its key', () => {
    writeFileSync(path.join(folder, 'occupied'), '');
    expect(() => open(path.join(folder, 'occupied'))).toThrow(
      expect.objectContaining({ code: 'SERVER_CONFIG_INVALID', context: { key: 'dataFolder' } }),
    );
    mkdirSync(path.join(folder, 'other', DATABASE_NAME), { recursive: true });
    expect(() => open(path.join(folder, 'other'))).toThrow('dataFolder');
  });
});

test('a failed transaction changes nothing', () => {
  const store = inMemory();
  const failing = () =>
    store.transaction(() => {
      store.messages.add(aMessage());
      throw new Error('half-way');
    });
  expect(failing).toThrow('half-way');
  expect(store.messages.waitingFor(bob.address)).toBe(0);
  store.transaction(() => store.messages.add(aMessage()));
  expect(store.messages.waitingFor(bob.address)).toBe(1);
});

describe('a database from before there were guests', () => {
  /** A conversation in the first schema, and the sender and reader of its first message. */
  function keep(members: string[], first?: [string, string]) {
    const database = new DatabaseSync(file());
    database.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    database.prepare('INSERT INTO conversations VALUES (?, ?)').run('conversation', clock.nowMs());
    for (const member of members) {
      database.prepare('INSERT INTO members VALUES (?, ?)').run('conversation', member);
    }
    const later = ['mallory@example.org', 'alice@example.org'] as const;
    for (const [index, [sender, reader]] of (first ? [first, later] : []).entries()) {
      database
        .prepare(
          `INSERT INTO messages (revision, id, conversation_id, sender, sender_name, reader, text, sent_at_ms, progress)
           VALUES (?, ?, 'conversation', ?, 'Name', ?, 'hello', 1, 0)`,
        )
        .run(index + 1, `message-${index}`, sender, reader);
    }
    database.close();
  }
  const [ALICE, BOB, MALLORY] = ['alice@example.org', 'bob@example.org', 'mallory@example.org'];

  test.each([
    ['of two', [ALICE, BOB], undefined, [ALICE, BOB]],
    ['of one, who created a conference', [ALICE], undefined, []],
    ['of the two who wrote first, and a guest', [ALICE, BOB, MALLORY], [BOB, ALICE], [ALICE, BOB]],
    ['of three who never wrote', [ALICE, BOB, MALLORY], undefined, []],
  ] as const)('[CONV-4] a conversation %s', (_, members, first, pair) => {
    keep([...members] as string[], first as [string, string] | undefined);
    const { conversations } = open();
    expect(conversations.membersOf('conversation' as never, 'pair')).toEqual(pair);
    expect(conversations.membersOf('conversation' as never)).toEqual(members);
  });
});

describe('old data', () => {
  function housekeeping(store: Store) {
    const log = createLog('silent');
    return new Housekeeping({ store, clock, log, messagesKeptDays: 30 });
  }
  const messagesOf = (store: Store) => [...store.messages.changedAfter(bob.address, 0, 100)].length;

  test('[SES-2] messages are removed after 30 days, at a start and while the server runs', () => {
    const store = inMemory();
    store.messages.add(aMessage('old', clock.nowMs() - 31 * DAY_MS));
    store.messages.add(aMessage('new'));
    const housekeeper = housekeeping(store);
    expect(messagesOf(store)).toBe(1);
    clock.advance(29 * DAY_MS);
    expect(messagesOf(store)).toBe(1);
    clock.advance(2 * DAY_MS);
    expect(messagesOf(store)).toBe(0);
    housekeeper.close();
    expect(clock.pending).toBe(0);
  });

  test('[RES-6] the conversations of the last thousand conferences of one person stay', () => {
    const store = inMemory();
    type Members = [typeof alice.address, ...(typeof alice.address)[]];
    const use = (id: string, members: Members, part: 'owner' | 'pair' | 'guest') => {
      clock.advance(1);
      store.conversations.use(id as never, members, clock.nowMs(), part);
    };
    const known = (id: string) => store.conversations.has(id);
    use('of two', [alice.address, bob.address], 'pair');
    use('written in', [alice.address], 'owner');
    store.messages.add({ ...aMessage(), conversationId: 'written in' as never });
    use('used again', [alice.address], 'owner');
    use('silent', [alice.address], 'owner');
    use("bob's", [bob.address], 'owner');
    for (let count = 0; count < 999; count += 1) use(`conference ${count}`, [alice.address], 'owner');
    use('used again', [bob.address, alice.address], 'guest');
    use('conference 999', [alice.address], 'owner');
    for (let count = 1_000; count < 1_064; count += 1) use(`conference ${count}`, [alice.address], 'owner');
    const kept = ['of two', 'written in', 'used again', "bob's", 'conference 100', 'conference 1063'];
    expect(kept.filter(known)).toEqual(kept);
    expect(['silent', 'conference 0'].filter(known)).toEqual([]);
  });

  test('[RES-6] the conversations of the last ten thousand calls of one person without messages stay', () => {
    const store = inMemory();
    for (let count = 0; count < 10_064; count += 1) {
      store.conversations.use(`call ${count}` as never, [alice.address, bob.address], count);
    }
    expect(store.conversations.has('call 0')).toBe(false);
    expect(store.conversations.has('call 100')).toBe(true);
  });

  test('people and conversations are removed when they were not used for a long time', () => {
    const store = inMemory();
    store.people.seen(alice, clock.nowMs() - 401 * DAY_MS);
    store.people.seen(bob, clock.nowMs());
    store.conversations.use('old' as never, [alice.address], clock.nowMs() - 401 * DAY_MS);
    store.conversations.use('new' as never, [alice.address], clock.nowMs() - 401 * DAY_MS);
    store.conversations.use('new' as never, [bob.address], clock.nowMs());
    housekeeping(store).close();
    expect(store.people.latest(10)).toEqual([bob]);
    expect(store.people.find(alice.address)).toBeUndefined();
    expect(store.conversations.membersOf('old' as never)).toEqual([]);
    expect(store.conversations.membersOf('new' as never)).toEqual([alice.address, bob.address]);
  });

  test('a failing disk does not stop the server', () => {
    const store = inMemory();
    const housekeeper = housekeeping(store);
    store.close();
    clock.advance(60 * 60_000);
    housekeeper.close();
  });
});
