import * as fs from 'node:fs';
import path from 'node:path';
import { keepFolderSafe, keepPrivate } from '../../../protocol/local/private-places.ts';

/** Files that Parley writes in a profile's data folder. Chromium and the embedded server protect their own folders. */
const FILES = [
  ...['settings.json', 'history.json', 'conversations.json'],
  ...['messages.db', 'messages.db-wal', 'messages.db-shm', 'lock.json', 'port'],
  ...['logs/parley.log', 'logs/parley.old.log', 'logs/server.log', 'window/parley.html'],
];
const FOLDERS = ['logs', 'window', 'chromium', 'server'];
/** Names of the files that Parley writes in one of these folders. */
const namesIn = (folder: string) =>
  FILES.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));

export interface DataFolderOptions {
  /** Whether the user named this folder. Then it may be a symbolic link, which is resolved once, now. */
  named: boolean;
  /** ID of this user; undefined on Windows. */
  uid: number | undefined;
  /** Called with each path that other users could read or change until now. */
  tightened(path: string): void;
}

/**
 * Creates the data folder, or checks that only this user can access it and what Parley writes there. A folder that the
 * user named keeps its mode if it contains other files as well.
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
    const subfolder = path.join(real, name);
    if (isOwn) keepPrivate(subfolder, 'folder', options);
    else keepFolderSafe(subfolder, { ...options, names: namesIn(name) });
  }
  for (const name of FILES) keepPrivate(path.join(real, name), 'file', options);
  return real;
}

const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC, O_NOFOLLOW = 0 } = fs.constants;

/**
 * Opens a file that only this user can read, for writing. It does not follow a symbolic link.
 * @returns the file descriptor
 */
export function openPrivately(file: string, how: 'append' | 'replace'): number {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | (how === 'append' ? O_APPEND : O_TRUNC);
  return fs.openSync(file, flags, 0o600);
}

/** Writes or replaces a file that only this user can read. */
export function writePrivately(file: string, text: string): void {
  const descriptor = openPrivately(file, 'replace');
  try {
    fs.writeFileSync(descriptor, text);
  } finally {
    fs.closeSync(descriptor);
  }
}
