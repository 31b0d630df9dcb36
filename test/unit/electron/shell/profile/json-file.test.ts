import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type JsonFileOptions,
  jsonFile,
  profileFiles,
} from '../../../../../electron/shell/profile/json-file.ts';

let folder: string;
let options: JsonFileOptions;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-kept-'));
  options = {
    folder,
    open: ({ folder: cwd, name }) => new Conf({ cwd, configName: name, configFileMode: 0o600 }),
    now: () => 0,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

test('[CONV-6] a JSON file is read, written, and renamed when it is damaged', () => {
  const file = path.join(folder, 'settings.json');
  const kept = jsonFile('settings', options);
  expect(kept.read()).toBeUndefined();
  kept.write({ theme: 'dark' });
  expect(kept.read()).toEqual({ format: 1, theme: 'dark' });
  writeFileSync(file, '{"theme":');
  const damaged = jsonFile('settings', options);
  expect(() => damaged.read()).toThrow();
  const copy = damaged.setAside();
  expect(copy).toBe('settings.damaged-1970-01-01T00-00-00-000Z.json');
  expect(readFileSync(path.join(folder, copy), 'utf8')).toBe('{"theme":');
  expect(readdirSync(folder)).toEqual([copy]);
  damaged.write({ theme: 'light' });
  expect(damaged.read()).toEqual({ format: 1, theme: 'light' });
});

test('[CONV-2] each file of a profile has its own name, and only its user can read it', () => {
  const files = profileFiles(options);
  for (const file of Object.values(files)) file.write({ entries: [] });
  expect(readdirSync(folder).sort()).toEqual(['conversations.json', 'history.json', 'settings.json']);
  for (const name of readdirSync(folder)) {
    expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  }
});
