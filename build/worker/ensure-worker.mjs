import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isExecutable } from '../files/executables.mjs';
import { withFileLock } from '../files/file-lock.mjs';
import { cacheFolder, nodeModules } from '../files/paths.mjs';
import { privateFolder } from '../files/private-folder.mjs';
import { CommandFailed } from '../processes/logged-command.mjs';
import { ensureNpmPackages } from '../setup/npm-packages.mjs';
import { runScript, SetupError } from '../setup/setup-error.mjs';
import { ensureToolchain } from '../setup/toolchain.mjs';
import { canCompile, compileWorker, recipeName } from './compiled-worker.mjs';
import { tryMedia } from './media-trial.mjs';
import { downloadWorker, WorkerRefused } from './prebuilt-worker.mjs';
import { WorkerCache } from './worker-cache.mjs';

const choices = [
  'set MEDIASOUP_WORKER_BIN to the path of a mediasoup-worker that runs here,',
  "set PARLEY_PREBUILT_WORKER to sha256:… of mediasoup's own binary for this system, and connect this machine, or",
  'start Parley on Debian or Ubuntu, where it compiles the worker itself.',
];

/** The real ways to get a worker. Tests pass others. */
const realSteps = { downloadWorker, canCompile, compileWorker, tryMedia };

/**
 * Gets a mediasoup-worker: from MEDIASOUP_WORKER_BIN, a verified one from the cache, mediasoup's own binary if its checksum
 * is known, or by compiling it. A downloaded or compiled worker first has to pass a media test; the result is cached. While
 * another process is getting a worker, this one waits for it.
 * @param {{log?: (line: string) => void, onPercent?: (percent: number) => void, env?: NodeJS.ProcessEnv,
 *   steps?: typeof realSteps, place?: string}} [options]
 * @returns {Promise<string>} the worker's path
 * @throws {SetupError} with the choices of the user if all ways fail
 */
export async function ensureWorker({
  log = () => {},
  onPercent = () => {},
  env = process.env,
  steps = realSteps,
  place = cachePlace(env),
} = {}) {
  const present = findWorker({ env, place });
  if (present) return present;
  for (const folder of [path.dirname(path.dirname(place)), path.dirname(place)]) privateFolder(folder);
  return withFileLock(`${place}.lock`, async () => {
    const made = findWorker({ env, place });
    if (made) return made;
    // Always the same folder, so that an attempt continues from what an interrupted one has compiled.
    const folder = `${place}.making`;
    privateFolder(folder);
    const worker = await makeWorker({ cache: cacheAt(place), folder, log, steps, onPercent });
    rmSync(folder, { recursive: true, force: true });
    return worker;
  });
}

/**
 * The worker from MEDIASOUP_WORKER_BIN, or a verified one from the cache.
 * @param {{env?: NodeJS.ProcessEnv, place?: string}} [options]
 * @returns {string | undefined} its path
 * @throws {SetupError} if MEDIASOUP_WORKER_BIN is not a program
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
  const above = path.dirname(place);
  if (existsSync(place)) for (const folder of [path.dirname(above), above, place]) privateFolder(folder);
  return new WorkerCache(place, { made: `${systemName()} ${recipeName()}` });
}

async function makeWorker({ cache, folder, log, steps, onPercent }) {
  const reasons = [];
  const ways = [
    ['prebuilt', steps.downloadWorker],
    ['compiled', steps.canCompile() ? steps.compileWorker : async () => undefined],
  ];
  for (const [origin, make] of ways) {
    const own = path.join(folder, origin);
    mkdirSync(own, { recursive: true });
    const { binary, failure } = await attempt(() => make(own, { onPercent }));
    const verdict = binary && (await steps.tryMedia(binary));
    if (verdict?.ok) {
      log(`mediasoup-worker (${origin}) carried media in ${verdict.ms} ms and is kept for later starts.`);
      return cache.store(binary, { origin });
    }
    const reason = binary ? `does not work here: ${verdict.reason}` : (failure ?? 'cannot be had here');
    reasons.push(`The ${origin} mediasoup-worker ${reason}.`);
    log(reasons.at(-1));
  }
  // After a failure nothing is kept.
  rmSync(folder, { recursive: true, force: true });
  throw new SetupError(
    [
      'There is no media worker, and conferences need one.',
      ...reasons,
      'You can',
      ...choices.map((line) => `  - ${line}`),
    ].join('\n'),
  );
}

async function attempt(make) {
  try {
    return { binary: await make() };
  } catch (error) {
    if (error instanceof WorkerRefused) return { failure: error.message };
    if (!(error instanceof CommandFailed)) throw error;
    return { failure: `could not be made: ${error.message}` };
  }
}

/** The folder in the cache for this mediasoup version, platform and architecture. */
export function cachePlace(env = process.env) {
  const { version } = JSON.parse(readFileSync(path.join(nodeModules, 'mediasoup', 'package.json'), 'utf8'));
  return path.join(cacheFolder(env), 'mediasoup-worker', `${version}-${process.platform}-${process.arch}`);
}

/** The release of the system, since a compiled worker is linked with its libraries. */
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
