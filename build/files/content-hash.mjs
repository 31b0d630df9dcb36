import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** SHA-256 of a file's content, in hexadecimal. @throws if the file cannot be read */
export function hashFile(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** All files below a folder, sorted. Empty for a missing folder. For a file, the file itself. */
export function filesBelow(place) {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** One hash over the names and contents of all files below a folder. */
export function hashFolder(folder) {
  const hash = createHash('sha256');
  for (const file of filesBelow(folder)) {
    hash.update(path.relative(folder, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * One hash over the names, sizes and modification times of files: much cheaper than their contents, and enough to
 * notice changes.
 * @param {string[]} places files and folders
 * @param {string} base names are relative to this folder
 */
export function fingerprint(places, base) {
  const hash = createHash('sha256');
  for (const file of places.flatMap(filesBelow)) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(base, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
