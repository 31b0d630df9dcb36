import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { SetupError } from '../setup/setup-error.mjs';

/**
 * Makes a folder, or checks one that is there: what is run from it must be what this user put there. A mode that lets
 * other users in is tightened. (The programs have `protocol/local/private-places.ts` for this; nothing of them can run here.)
 * @param {string} folder
 * @param {{uid?: number}} [options] this user; undefined on Windows, which has neither owners nor modes of this kind
 * @throws {SetupError} when it is a link, no folder, or of another user
 */
export function privateFolder(folder, { uid = process.getuid?.() } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw refusal(folder, 'is a link or no folder');
  if (uid === undefined) return;
  if (stat.uid !== uid)
    throw refusal(folder, `belongs to another user of this computer (user ID ${stat.uid})`);
  if ((stat.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

function refusal(folder, why) {
  return new SetupError(
    `${folder} ${why}: Parley runs nothing from there.\nRemove it, or name another cache folder with XDG_CACHE_HOME.`,
  );
}
