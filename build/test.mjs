import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBundles } from './bundle.mjs';
import { coverageTable, productFolders, readCoverage } from './checks/coverage.mjs';
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
/** The other stages start most of the product in other processes, where nothing counts. */
const withCoverage = ['unit', 'contract'];
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
    for (const stage of stages) {
      const startedAt = performance.now();
      const counts = await runStage(stage, { env, folder });
      results.push({ stage, ...counts, seconds: (performance.now() - startedAt) / 1_000 });
    }
    reportCoverage(stages, folder);
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
  // Files that must have the machine for themselves are a project of their own, which runs after the others.
  const projects = ['--project', stage, '--project', `${stage}-alone`];
  const args = [bin('vitest/vitest.mjs'), 'run', ...projects, ...reporters, ...coverageOf(stage, folder)];
  const exitCode = await runProgram(process.execPath, args, { cwd: root, env });
  return countResults(reportFile, exitCode);
}

/** Files that no test loads count in one stage only: it is enough, and reading them takes seconds. */
function coverageOf(stage, folder) {
  if (!withCoverage.includes(stage)) return [];
  const all = `--coverage.include={${productFolders.join(',')}}/**/*.{ts,tsx}`;
  const options = [
    '--coverage',
    '--coverage.provider=v8',
    '--coverage.reporter=json',
    '--coverage.reportOnFailure',
  ];
  const reports = `--coverage.reportsDirectory=${path.join(folder, `${stage}-coverage`)}`;
  return [...options, reports, ...(stage === 'unit' ? [all] : ['--coverage.exclude=test/**'])];
}

function reportCoverage(stages, folder) {
  const measured = withCoverage.filter((stage) => stages.includes(stage));
  if (measured.length === 0) return;
  const files = measured.map((stage) => path.join(folder, `${stage}-coverage`, 'coverage-final.json'));
  say(`\nCoverage by ${measured.join(' and ')}:\n${coverageTable(readCoverage(files, root))}`);
}

function report(results) {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = results.flatMap((result) => result.skipped.map((title) => `${result.stage}: ${title}`));
  const failed = results.filter((result) => result.failed > 0).map((result) => result.stage);
  const times = results.map(
    ({ stage, seconds }) => `  ${stage.padEnd(12)}${seconds.toFixed(1).padStart(7)} s`,
  );
  say(`\nTime:\n${times.join('\n')}\n  ${'all'.padEnd(12)}${total('seconds').toFixed(1).padStart(7)} s`);
  if (skipped.length > 0) say(`\nSkipped:\n${skipped.map((line) => `  ${line}`).join('\n')}`);
  if (failed.length > 0) say(`\nFailed: ${failed.join(', ')}`);
  process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed, ${skipped.length} skipped\n`);
  return total('failed') > 0 || total('passed') === 0 ? 1 : 0;
}

function bin(file) {
  return path.join(nodeModules, file);
}
