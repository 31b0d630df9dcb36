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
  const results = [await checkWithBiome(), checkPlainEnglish(), checkCommitSubjects()];
  return results.every(Boolean);
}

async function checkWithBiome() {
  const biome = path.join(nodeModules, '@biomejs/biome/bin/biome');
  return (await runProgram(process.execPath, [biome, 'check', '.'], { cwd: root })) === 0;
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await bootstrap({ worker: false, purpose: 'to lint' });
    return (await lint()) ? 0 : 1;
  });
}
