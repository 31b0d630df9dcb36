import { spawnSync } from 'node:child_process';
import { root } from '../files/paths.mjs';

const maxLength = 72;

/**
 * Prints the subjects of commits that are too long, among those that are in no remote repository yet: only these can
 * still be reworded. Where there is no remote repository, nothing is checked.
 * @returns {boolean} whether there are none
 */
export function checkCommitSubjects() {
  const log =
    git('remote') === '' ? '' : git('log', '--no-merges', '--format=%h %s', 'HEAD', '--not', '--remotes');
  const tooLong = longSubjects(log);
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

/** What git prints, or nothing where there is no git or no repository. */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}
