import { spawnSync } from 'node:child_process';
import { root } from '../files/paths.mjs';

const maxLength = 72;
/** Older commits have been checked. */
const lastCommits = 20;
/** Commits that others have already, so that they cannot be reworded any more. */
const published = ['33a87ed'];

/**
 * Prints the subjects of the last commits that are too long. Without a git history there are none.
 * @returns {boolean} whether there are none
 */
export function checkCommitSubjects() {
  const args = ['log', `--max-count=${lastCommits}`, '--no-merges', '--format=%h %s'];
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const found = status === 0 ? longSubjects(stdout) : [];
  const tooLong = found.filter((line) => !published.some((hash) => line.startsWith(hash)));
  for (const line of tooLong)
    process.stdout.write(`${line}\n  the subject of a commit has ${maxLength} characters at most\n`);
  return tooLong.length === 0;
}

/**
 * @param {string} log one line for each commit: its short hash, a space, its subject
 * @returns {string[]} the lines whose subjects are too long
 */
export function longSubjects(log) {
  return log.split('\n').filter((line) => line.slice(line.indexOf(' ') + 1).length > maxLength);
}
