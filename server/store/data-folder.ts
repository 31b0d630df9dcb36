import * as fs from 'node:fs';
import path from 'node:path';
import { ParleyError } from '../../protocol/errors.ts';
import { keepFolderSafe, keepPrivate } from '../../protocol/local/private-places.ts';
import type { Logger } from '../log.ts';

/** The file with the secret of the embedded server is beside its database where no profile has a folder of its own. */
const LOCAL_SECRET = 'local-secret';
const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW = 0 } = fs.constants;

/**
 * Makes the server's data folder, or makes sure that no other user can change it, and that the files in it that the
 * server writes belong to this user only. The folder was named by a person: it may be a link, which is followed once,
 * here, and it may be used by others, so that its mode stays as it is unless it holds the server's files only.
 * @param names the server's files; the first is made when it is not there
 * @returns the real path of the folder
 * @throws ParleyError DATA_UNSAFE, or what the system says
 */
export function openDataFolder(folder: string, names: readonly [string, ...string[]], log: Logger): string {
  const isNew = fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const real = fs.realpathSync(folder);
  const tightened = (place: string) => log.warn({ place }, 'other users could read or change this');
  const options = { files: fs, uid: process.getuid?.(), tightened };
  if (isNew) keepPrivate(real, 'folder', options);
  else keepFolderSafe(real, { ...options, names: [...names, LOCAL_SECRET] });
  for (const name of names) keepPrivate(path.join(real, name), 'file', options);
  // SQLite would make it readable for everyone; its companions get the rights of this one.
  fs.closeSync(fs.openSync(path.join(real, names[0]), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600));
  return real;
}

/** Whether this is about who may read the folder, and not about what is there. */
export function isUnsafe(thrown: unknown): thrown is ParleyError {
  return thrown instanceof ParleyError && thrown.code === 'DATA_UNSAFE' && thrown.context.why !== 'kind';
}
