import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { countResults } from './checks/vitest-results.mjs';
import { nodeModules, root } from './files/paths.mjs';
import { checkLayering } from './layering.mjs';
import { lint } from './lint.mjs';
import { runProgram } from './processes/program.mjs';
import { bootstrap, say } from './setup/bootstrap.mjs';
import { runScript, SetupError } from './setup/setup-error.mjs';
import { typecheck } from './typecheck.mjs';

const testProjects = ['unit', 'contract', 'integration', 'e2e'];
const needBundles = ['integration', 'e2e'];
const checks = {
  typecheck,
  lint,
  layering: async () => checkLayering(),
  build: async () => {
    await ensureBundles({ log: say });
    return true;
  },
};
const stageNames = [...Object.keys(checks), ...testProjects];

await runScript(async () => {
  const stages = chooseStages(process.argv.slice(2));
  const needsSystem = stages.some((stage) => needBundles.includes(stage));
  const env = await bootstrap({
    system: needsSystem ? ['chromium', 'xvfb', 'dbus'] : [],
    worker: needsSystem,
    purpose: 'to run the tests',
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-test-'));
  const results = [];
  try {
    for (const stage of stages) results.push({ stage, ...(await runStage(stage, { env, folder })) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return report(results);
});

function chooseStages(asked) {
  const unknown = asked.find((name) => !stageNames.includes(name));
  if (unknown) {
    throw new SetupError(`There is no stage '${unknown}'. The stages are: ${stageNames.join(', ')}.`, {
      exitCode: 2,
    });
  }
  if (asked.length === 0) return stageNames;
  const withBuild = asked.some((name) => needBundles.includes(name)) ? [...asked, 'build'] : asked;
  return stageNames.filter((name) => withBuild.includes(name));
}

/** A stage that breaks counts as failed and does not stop those after it. */
async function runStage(stage, { env, folder }) {
  say(`\n── ${stage}`);
  if (testProjects.includes(stage)) return runTests(stage, { env, folder });
  try {
    return (await checks[stage]())
      ? { passed: 1, failed: 0, skipped: [] }
      : { passed: 0, failed: 1, skipped: [] };
  } catch (error) {
    say(error.stack);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

async function runTests(stage, { env, folder }) {
  const reportFile = path.join(folder, `${stage}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const args = [bin('vitest/vitest.mjs'), 'run', '--project', stage, ...reporters];
  const exitCode = await runProgram(process.execPath, args, { cwd: root, env });
  return countResults(reportFile, exitCode);
}

function report(results) {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = results.flatMap((result) => result.skipped.map((title) => `${result.stage}: ${title}`));
  const failed = results.filter((result) => result.failed > 0).map((result) => result.stage);
  if (skipped.length > 0) say(`\nSkipped:\n${skipped.map((line) => `  ${line}`).join('\n')}`);
  if (failed.length > 0) say(`\nFailed: ${failed.join(', ')}`);
  process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed, ${skipped.length} skipped\n`);
  return total('failed') > 0 || total('passed') === 0 ? 1 : 0;
}

function bin(file) {
  return path.join(nodeModules, file);
}
