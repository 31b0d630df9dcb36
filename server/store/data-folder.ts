import * as fs from 'node:fs';
import path from 'node:path';
import { ParleyError } from '../../protocol/errors.ts';
import { keepFolderSafe, keepPrivate } from '../../protocol/local/private-places.ts';
import type { Logger } from '../log.ts';

/** The embedded server's secret is in the same folder as its database when the default profile is used. */
const LOCAL_SECRET = 'local-secret';
const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = fs.constants;

/**
 * Creates the server's data folder, or makes sure that no other user can change it. Only this user can access the files
 * that the server writes there. The folder is named by the user: it may be a link, which is followed once, here. Others may
 * need to access it, so its mode stays as it is unless it contains only the server's files.
 * @param names the server's files; the first is created if it is missing
 * @returns the real path of the folder
 * @throws ParleyError DATA_UNSAFE, or the system's error
 */
export function openDataFolder(folder: string, names: readonly [string, ...string[]], log: Logger): string {
  const isNew = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const real = fs.realpathSync(folder);
  const tightened = (place: string) =>
    log.warn({ place }, 'other users could access this; its mode was tightened');
  const options = { files: fs, uid: process.getuid?.(), tightened };
  if (isNew) keepPrivate(real, 'folder', options);
  else keepFolderSafe(real, { ...options, names: [...names, LOCAL_SECRET] });
  for (const name of names) keepPrivate(path.join(real, name), 'file', options);
  // SQLite would create it readable for everyone. Its -wal and -shm files get the same mode.
  fs.closeSync(fs.openSync(path.join(real, names[0]), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600));
  return real;
}

/** Whether the folder is refused because other users can access it, and not because it is not a folder. */
export function isUnsafe(thrown: unknown): thrown is ParleyError {
  return thrown instanceof ParleyError && thrown.code === 'DATA_UNSAFE' && thrown.context.why !== 'kind';
}
