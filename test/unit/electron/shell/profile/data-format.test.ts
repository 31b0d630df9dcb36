import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Conf from 'conf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JSON_FORMAT, refuseNewerData } from '../../../../../electron/shell/profile/data-format.ts';
import { profileFiles } from '../../../../../electron/shell/profile/json-file.ts';
import { openMessageDatabase } from '../../../../../electron/shell/profile/message-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-format-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const filesOf = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))]));

test.each(['settings.json', 'history.json', 'conversations.json'])(
  '[CONV-6] %s of a newer Parley is refused and left unchanged',
  (name) => {
    writeFileSync(path.join(folder, name), JSON.stringify({ format: JSON_FORMAT + 1, unheardOf: true }));
    const before = filesOf();
    expect(() => refuseNewerData(folder)).toThrow(
      expect.objectContaining({ code: 'STORE_NEWER', context: { file: name } }),
    );
    expect(filesOf()).toEqual(before);
  },
);

test('[CONV-6] messages.db of a newer Parley is refused and left unchanged, even with its last write in the journal', () => {
  const newer = new DatabaseSync(path.join(folder, 'messages.db'));
  newer.exec('PRAGMA journal_mode = WAL; CREATE TABLE later (id TEXT); PRAGMA user_version = 99');
  const before = filesOf()['messages.db'];
  expect(() => refuseNewerData(folder)).toThrow(expect.objectContaining({ code: 'STORE_NEWER' }));
  expect(filesOf()['messages.db']).toEqual(before);
  newer.close();
});

test('[CONV-6] data of this Parley, of an older one, and damaged data do not count as newer', () => {
  expect(() => refuseNewerData(folder)).not.toThrow();
  const files = profileFiles({
    folder,
    open: ({ folder: cwd, name }) => new Conf({ cwd, configName: name, configFileMode: 0o600 }),
    now: () => 0,
  });
  files.settings.write({ theme: 'dark' });
  openMessageDatabase({ folder, now: () => 0 }).store.close();
  expect(JSON.parse(readFileSync(path.join(folder, 'settings.json'), 'utf8')).format).toBe(JSON_FORMAT);
  writeFileSync(path.join(folder, 'history.json'), '{"owners": []}');
  writeFileSync(path.join(folder, 'conversations.json'), '{"format": "ten"');
  expect(() => refuseNewerData(folder)).not.toThrow();
});
