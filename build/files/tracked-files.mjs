import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './content-hash.mjs';
import { root } from './paths.mjs';

/** At the root; .gitignore names them as well. */
const generated = ['node_modules', 'dist', 'out', '.cache', '.git', 'parley-data'];

/**
 * The files of this checkout: what git tracks or would add, or all that is there where this is not a git checkout.
 * @returns {string[]} paths from the root, with forward slashes, sorted
 */
export function trackedFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const listed = status === 0 ? stdout.split('\0') : filesWithoutGit();
  return [...new Set(listed)].filter((file) => file !== '' && existsSync(path.join(root, file))).sort();
}

function filesWithoutGit() {
  return readdirSync(root)
    .filter((name) => !generated.includes(name))
    .flatMap((name) => filesBelow(path.join(root, name)))
    .map((file) => path.relative(root, file).split(path.sep).join('/'));
}
