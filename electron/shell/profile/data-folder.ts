import * as fs from 'node:fs';
import path from 'node:path';
import { keepFolderSafe, keepPrivate } from '../../../protocol/local/private-places.ts';

/** What Parley itself writes in a profile's data folder. Chromium and the embedded server look after their own folders. */
const FILES = [
  ...['settings.json', 'history.json', 'conversations.json'],
  ...['messages.db', 'messages.db-wal', 'messages.db-shm', 'lock.json', 'port'],
  ...['logs/parley.log', 'logs/parley.old.log', 'logs/server.log', 'window/parley.html'],
];
const FOLDERS = ['logs', 'window', 'chromium', 'server'];
/** What Parley writes in a folder: its name, or what follows the name of the folder. */
const namesIn = (folder: string) =>
  FILES.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));

export interface DataFolderOptions {
  /** The user has named this folder: it may be a link, which is followed once, now. */
  named: boolean;
  /** ID of this user; undefined on Windows. */
  uid: number | undefined;
  /** Receives each place that other users could read or change until now. */
  tightened(place: string): void;
}

/**
 * Makes the data folder, or makes sure that it and what Parley writes there belong to this user only. A folder that the
 * user has named and that holds other things too keeps its mode.
 * @returns its real path
 * @throws ParleyError DATA_UNSAFE
 */
export function openDataFolder(folder: string, { named, uid, tightened }: DataFolderOptions): string {
  const isNew = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const real = named ? fs.realpathSync(folder) : folder;
  const options = { files: fs, uid, tightened };
  const isOwn =
    isNew || !named
      ? keepPrivate(real, 'folder', options)
      : keepFolderSafe(real, { ...options, names: [...FILES, ...FOLDERS] });
  for (const name of FOLDERS) {
    const place = path.join(real, name);
    if (isOwn) keepPrivate(place, 'folder', options);
    else keepFolderSafe(place, { ...options, names: namesIn(name) });
  }
  for (const name of FILES) keepPrivate(path.join(real, name), 'file', options);
  return real;
}

const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC, O_NOFOLLOW = 0 } = fs.constants;

/** Opens a file for writing, for this user only; a link in its place is not followed. @returns its descriptor */
export function openPrivately(file: string, how: 'append' | 'replace'): number {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | (how === 'append' ? O_APPEND : O_TRUNC);
  return fs.openSync(file, flags, 0o600);
}

/** Replaces a file that is this user's only. */
export function writePrivately(file: string, text: string): void {
  const descriptor = openPrivately(file, 'replace');
  try {
    fs.writeFileSync(descriptor, text);
  } finally {
    fs.closeSync(descriptor);
  }
}
