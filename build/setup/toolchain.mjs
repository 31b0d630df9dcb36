import { existsSync } from 'node:fs';
import { pinnedNode } from '../files/paths.mjs';
import { runProgram } from '../processes/program.mjs';
import { SetupError } from './setup-error.mjs';

const wantedMajor = 24;

/** Whether this Node is too old, so that the pinned one is needed. */
export function needsNewerNode(version = process.versions.node) {
  return Number(version.split('.')[0]) < wantedMajor;
}

/**
 * Makes sure that the rest of the script runs on Node 24: on an older one, runs the same script again on the pinned
 * Node in this terminal and exits with its exit code.
 * @throws {SetupError} if the pinned Node is missing
 */
export async function ensureToolchain() {
  if (!needsNewerNode()) return;
  if (!existsSync(pinnedNode)) {
    throw new SetupError(
      `Parley needs Node ${wantedMajor} and this is ${process.version}. The npm package 'node' should have brought it, ` +
        'but its install script did not run.\nRun `npm rebuild node`, or install Node 24, and start again.',
    );
  }
  process.exit(await runProgram(pinnedNode, process.argv.slice(1)));
}
