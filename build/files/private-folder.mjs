import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { SetupError } from '../setup/setup-error.mjs';

/**
 * Creates a folder or checks an existing one: programs in it must be from this user. A mode that lets
 * other users in is tightened. (Parley's programs use `protocol/local/private-places.ts`, which cannot be imported here.)
 * @param {string} folder
 * @param {{uid?: number}} [options] this user; undefined on Windows, which has neither owners nor modes of this kind
 * @throws {SetupError} if it is a link, not a folder, or belongs to another user
 */
export function privateFolder(folder, { uid = process.getuid?.() } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw refusal(folder, 'is a link or not a folder');
  if (uid === undefined) return;
  if (stat.uid !== uid)
    throw refusal(folder, `belongs to another user of this computer (user ID ${stat.uid})`);
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

function refusal(folder, why) {
  return new SetupError(
    `${folder} ${why}, so Parley does not run programs from there.\nRemove it, or set XDG_CACHE_HOME to another cache folder.`,
  );
}
