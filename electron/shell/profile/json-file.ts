import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import type { JsonFile, ProfileFiles } from '../../core/ports.ts';
import { FORMAT_KEY, JSON_FORMAT } from './data-format.ts';

/** What conf and electron-store have in common: writing is atomic in both. */
export interface JsonStore {
  store: Record<string, unknown>;
}

export interface JsonFileOptions {
  /** The profile's data folder. */
  folder: string;
  /** Opens conf or electron-store on `<folder>/<name>.json`; called once, when something is first written. */
  open(options: { folder: string; name: string }): JsonStore;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** `<name>.json` in the profile's data folder. */
export function jsonFile(name: string, { folder, open, now }: JsonFileOptions): JsonFile {
  const file = path.join(folder, `${name}.json`);
  let store: JsonStore | undefined;
  return {
    read() {
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    },
    write(content) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      store ??= open({ folder, name });
      store.store = { [FORMAT_KEY]: JSON_FORMAT, ...content };
      flushFolder(folder);
    },
    setAside() {
      const copy = nameAside(file, now());
      copyFileSync(file, copy);
      rmSync(file);
      return path.basename(copy);
    },
  };
}

/** The file itself is flushed by its store; its new name is on the disk only when the folder is, too (POSIX rename). */
function flushFolder(folder: string): void {
  // Windows opens no folder for this; its file system keeps the order of the two by itself.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** All JSON files of a profile. */
export function profileFiles(options: JsonFileOptions): ProfileFiles {
  return {
    settings: jsonFile('settings', options),
    conversations: jsonFile('conversations', options),
    history: jsonFile('history', options),
  };
}

/** Where a damaged file goes: `history.json` → `history.damaged-2026-11-21T10-00-00-000Z.json`. */
export function nameAside(file: string, atMs: number): string {
  const stamp = new Date(atMs).toISOString().replace(/[:.]/g, '-');
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}.damaged-${stamp}${ext}`);
}
