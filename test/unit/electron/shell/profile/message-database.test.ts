import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenedMessages } from '../../../../../electron/core/messages/message-store.ts';
import { openMessageDatabase } from '../../../../../electron/shell/profile/message-database.ts';
import { ALICE, BOB } from '../../../../support/core/fakes/fake-signaling.ts';

let folder: string;
let opened: OpenedMessages[];
const file = () => path.join(folder, 'messages.db');
const open = () => {
  const next = openMessageDatabase({ folder, now: () => 0 });
  opened.push(next);
  return next;
};
const write = ({ store }: OpenedMessages, text: string) =>
  store.of(ALICE.address).write(
    {
      id: `message-${text}`,
      conversationId: 'conversation-1',
      text,
      sentAtMs: 1_800_000_000_000,
      from: ALICE,
      to: BOB.address,
    } as never,
    BOB,
  );
const waiting = ({ store }: OpenedMessages) => store.of(ALICE.address).nextToSend()?.text;

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-messages-')), 'profile');
  opened = [];
});
afterEach(() => {
  for (const { store } of opened) store.close();
  rmSync(path.dirname(folder), { recursive: true });
});

describe('the message database', () => {
  test('[SES-2] keeps messages between two starts, and only its user can read it', () => {
    const first = open();
    expect(first.damage).toBeUndefined();
    write(first, 'hello');
    for (const name of readdirSync(folder)) {
      expect({ name, mode: statSync(path.join(folder, name)).mode & 0o777 }).toEqual({ name, mode: 0o600 });
    }
    first.store.close();
    first.store.close();
    expect(readdirSync(folder)).toEqual(['messages.db']);
    const second = open();
    expect(second.damage).toBeUndefined();
    expect(waiting(second)).toBe('hello');
  });

  test('[SES-2] loses nothing when Parley is killed', () => {
    write(open(), 'hello');
    // The first database is not closed.
    expect(waiting(open())).toBe('hello');
  });

  test('[CONV-6] a damaged file is renamed, and a new one is created', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      file(),
      'this is no database, but text that is long enough to be taken for one. '.repeat(20),
    );
    const { damage, store } = open();
    expect(damage?.copy).toBe('messages.damaged-1970-01-01T00-00-00-000Z.db');
    expect(readFileSync(path.join(folder, damage?.copy ?? ''), 'utf8')).toContain('this is no database');
    write({ store }, 'hello');
    store.close();
    const next = open();
    expect(next.damage).toBeUndefined();
    expect(waiting(next)).toBe('hello');
  });

  test('[CONV-6] damage in the middle of the file is found at the start', () => {
    const first = open();
    for (let count = 0; count < 200; count += 1) write(first, `${count}: ${'x'.repeat(500)}`);
    first.store.close();
    const bytes = readFileSync(file());
    bytes.fill(0xff, 2 * 4096, 12 * 4096);
    writeFileSync(file(), bytes);
    expect(open().damage).toMatchObject({ copy: expect.stringContaining('messages.damaged-') });
  });

  test('[CONV-6] a file of a later version is refused, and neither changed nor renamed', () => {
    mkdirSync(folder, { recursive: true });
    const later = new DatabaseSync(file());
    later.exec('PRAGMA user_version = 99; CREATE TABLE things (name TEXT);');
    later.close();
    const before = readFileSync(file());
    expect(open).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }));
    expect(readFileSync(file())).toEqual(before);
    expect(readdirSync(folder)).toEqual(['messages.db']);
  });

  test('[CONV-6] a file that another program has locked is left unchanged', () => {
    const first = open();
    write(first, 'hello');
    first.store.close();
    const other = new DatabaseSync(file());
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(open().damage).toMatchObject({ copy: '' });
    other.close();
    expect(waiting(open())).toBe('hello');
  });

  test('[CONV-6] if no file can be written, messages are kept in memory and the damage is reported', () => {
    mkdirSync(path.dirname(folder), { recursive: true });
    writeFileSync(folder, 'a file stands where the folder should be');
    const first = open();
    expect(first.damage).toMatchObject({ copy: '' });
    write(first, 'hello');
    expect(waiting(first)).toBe('hello');
    rmSync(folder);
  });
});
