import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isExecutable } from '../executables.mjs';
import { CommandFailed } from '../logged-command.mjs';
import { ensureNpmPackages } from '../npm-packages.mjs';
import { cacheFolder, nodeModules } from '../paths.mjs';
import { runScript, SetupError } from '../setup-error.mjs';
import { ensureToolchain } from '../toolchain.mjs';
import { canCompile, compileWorker, recipeName } from './compiled-worker.mjs';
import { tryMedia } from './media-trial.mjs';
import { downloadWorker } from './prebuilt-worker.mjs';
import { WorkerCache } from './worker-cache.mjs';

const choices = [
  'set MEDIASOUP_WORKER_BIN to the path of a mediasoup-worker that runs here,',
  "connect this machine, so that mediasoup's own binary can be downloaded, or",
  'start Parley on Debian or Ubuntu, where it compiles the worker itself.',
];

/** The real ways to a worker; tests pass others. */
const realSteps = { downloadWorker, canCompile, compileWorker, tryMedia };

/**
 * Finds or makes a mediasoup-worker: what MEDIASOUP_WORKER_BIN names, a verified one from the cache, mediasoup's own
 * binary, or one compiled here. What is downloaded or compiled first has to carry media, once; the verdict is cached.
 * @param {{log?: (line: string) => void, env?: NodeJS.ProcessEnv, steps?: typeof realSteps, place?: string}} [options]
 * @returns {Promise<string>} the worker's path
 * @throws {SetupError} that names the choices when there is no way
 */
export async function ensureWorker({
  log = () => {},
  env = process.env,
  steps = realSteps,
  place = cachePlace(env),
} = {}) {
  const present = findWorker({ env, place });
  if (present) return present;
  mkdirSync(path.dirname(place), { recursive: true });
  const folder = mkdtempSync(path.join(path.dirname(place), 'making-'));
  try {
    return await makeWorker({ cache: cacheAt(place), folder, log, steps });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The worker that MEDIASOUP_WORKER_BIN names, or a verified one from the cache: what costs nothing to have.
 * @param {{env?: NodeJS.ProcessEnv, place?: string}} [options]
 * @returns {string | undefined} its path
 * @throws {SetupError} when MEDIASOUP_WORKER_BIN names no program
 */
export function findWorker({ env = process.env, place = cachePlace(env) } = {}) {
  const named = env.MEDIASOUP_WORKER_BIN;
  if (!named) return cacheAt(place).find();
  if (isExecutable(named)) return named;
  throw new SetupError(
    `MEDIASOUP_WORKER_BIN is ${named}, which is not a program. Correct it, or unset it to let Parley find one.`,
  );
}

function cacheAt(place) {
  return new WorkerCache(place, { made: `${systemName()} ${recipeName()}` });
}

async function makeWorker({ cache, folder, log, steps }) {
  const reasons = [];
  const ways = [
    ['prebuilt', steps.downloadWorker],
    ['compiled', steps.canCompile() ? steps.compileWorker : async () => undefined],
  ];
  for (const [origin, make] of ways) {
    const { binary, failure } = await attempt(make, mkdtempSync(path.join(folder, `${origin}-`)));
    const verdict = binary && (await steps.tryMedia(binary));
    if (verdict?.ok) {
      log(`mediasoup-worker (${origin}) carried media in ${verdict.ms} ms and is kept for later starts.`);
      return cache.store(binary, { origin });
    }
    const reason = binary ? `does not work here: ${verdict.reason}` : (failure ?? 'cannot be had here');
    reasons.push(`The ${origin} mediasoup-worker ${reason}.`);
    log(reasons.at(-1));
  }
  throw new SetupError(
    [
      'There is no media worker, and conferences need one.',
      ...reasons,
      'You can',
      ...choices.map((line) => `  - ${line}`),
    ].join('\n'),
  );
}

async function attempt(make, folder) {
  try {
    return { binary: await make(folder) };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { failure: `could not be made: ${error.message}` };
  }
}

/** The cache's place for this mediasoup, platform and architecture. */
export function cachePlace(env = process.env) {
  const { version } = JSON.parse(readFileSync(path.join(nodeModules, 'mediasoup', 'package.json'), 'utf8'));
  return path.join(cacheFolder(env), 'mediasoup-worker', `${version}-${process.platform}-${process.arch}`);
}

/** A compiled worker is linked to the libraries of one release of the system. */
function systemName() {
  if (process.platform !== 'linux') return process.platform;
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return ['ID', 'VERSION_ID']
      .map((key) => release.match(new RegExp(`^${key}="?([^"\n]*)`, 'm'))?.[1] ?? '')
      .join('-');
  } catch {
    return 'linux';
  }
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    await ensureNpmPackages();
    await ensureToolchain();
    const worker = await ensureWorker({ log: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${worker}\n`);
  });
}
