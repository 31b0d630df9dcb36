import path from 'node:path';
import { checkCommitSubjects } from './checks/commit-subjects.mjs';
import { checkPlainEnglish } from './checks/plain-english.mjs';
import { nodeModules, root } from './files/paths.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap } from './setup/bootstrap.mjs';
import { runScript } from './setup/setup-error.mjs';

/**
 * Runs every check of the sources that is not about types or layers, and prints what each finds.
 * @returns {Promise<boolean>} whether all are content
 */
export async function lint() {
  const results = [
    await runTool('@biomejs/biome/bin/biome', ['check', '.']),
    await runTool('knip/bin/knip.js', ['--no-progress']),
    await runTool('knip/bin/knip.js', ['--no-progress', '--production']),
    checkPlainEnglish(),
    checkCommitSubjects(),
  ];
  return results.every(Boolean);
}

/** Biome checks style and promises, knip finds files, exports and packages that nothing uses (knip.config.ts). */
async function runTool(program, args) {
  return (
    (await runProgram(process.execPath, [path.join(nodeModules, program), ...args], { cwd: root })) === 0
  );
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to lint' });
    return (await lint()) ? 0 : 1;
  });
}
