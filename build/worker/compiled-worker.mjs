import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashFolder } from '../files/content-hash.mjs';
import { findCommand } from '../files/executables.mjs';
import { nodeModules } from '../files/paths.mjs';
import { runLogged } from '../processes/logged-command.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { ensureSystemPackages, workerBuildPackages } from '../setup/system-packages.mjs';

const bridges = path.join(import.meta.dirname, 'subprojects');
const notCopied = new Set(['subprojects', 'out', 'scripts']);
const preparedMark = '.prepared';

const setup = ['--buildtype', 'release', '--strip', '-Db_ndebug=true'];

/** Changes to the sources: the file, a text that is in it once, and its replacement. */
const patches = [
  {
    // Debian 12 has meson 1.0.1, which has everything that the worker needs.
    file: 'meson.build',
    from: "meson_version: '>= 1.1.0'",
    to: "meson_version: '>= 1.0.0'",
  },
  {
    // Otherwise the callback answers 1 to "is kernel TLS on?", and an OpenSSL built with it crashes in the first flight.
    file: 'src/RTC/DtlsTransport.cpp',
    from: '(operationType == BIO_CB_RETURN) ?',
    to: '((operationType & BIO_CB_RETURN) != 0) ?',
  },
];

/** A name that changes if the same sources would be compiled differently. */
export function recipeName() {
  return createHash('sha256')
    .update(hashFolder(bridges))
    .update(JSON.stringify(patches))
    .digest('hex')
    .slice(0, 16);
}

/** Whether this system has the package manager that the recipe is written for. */
export function canCompile() {
  return process.platform === 'linux' && findCommand('apt-get') !== undefined;
}

/**
 * Compiles mediasoup-worker from the sources in its npm package against the system's libraries (Debian and kin), at the
 * lowest priority. Takes minutes. Continues from what an earlier attempt left in the folder.
 * @param {string} folder kept between attempts of the same recipe
 * @param {{onPercent?: (percent: number) => void}} [options] called with the progress
 * @returns {Promise<string>} the binary's path
 * @throws {SetupError} if packages are missing and cannot be installed, or if mediasoup's sources have changed
 * @throws {import('../processes/logged-command.mjs').CommandFailed} when a step of the build fails
 */
export async function compileWorker(folder, { onPercent = () => {} } = {}) {
  await ensureSystemPackages(
    workerBuildPackages.map((name) => ({ package: name })),
    { purpose: 'to compile the media worker (mediasoup-worker)' },
  );
  const sources = path.join(folder, 'worker');
  if (!existsSync(path.join(sources, preparedMark))) {
    rmSync(sources, { recursive: true, force: true });
    prepareSources(sources);
    await runLogged('meson', ['setup', 'out', ...setup], {
      title: 'Preparing to compile mediasoup-worker',
      cwd: sources,
    });
    writeFileSync(path.join(sources, preparedMark), '');
  }
  await runLogged(...lowPriority('ninja', ['-C', 'out', 'mediasoup-worker']), {
    title: 'Compiling mediasoup-worker (once, some minutes)',
    cwd: sources,
    stepOf: /\[(\d+\/\d+)\]/,
    onStep: (step) => onPercent(percentOf(step)),
  });
  const binary = path.join(sources, 'out', 'mediasoup-worker');
  await runLogged('strip', [binary], { title: 'Stripping mediasoup-worker' });
  return binary;
}

/** Runs a command with the lowest CPU and disk priority. */
function lowPriority(command, args) {
  const nice = ['nice', '-n', '19', command, ...args];
  const [first, ...rest] = findCommand('ionice') ? ['ionice', '-c', '3', ...nice] : nice;
  return [first, rest];
}

/** `[n/m]` of ninja in percent; the rest is for linking and the trial. */
function percentOf(step) {
  const [done, all] = step.split('/').map(Number);
  return Math.min(99, Math.floor((100 * done) / all));
}

/**
 * Creates a copy of mediasoup's worker sources that can be built with the system's libraries.
 * @param {string} to a folder that does not exist yet
 * @throws {SetupError} if the sources differ from those that the recipe was written for
 */
export function prepareSources(to) {
  const from = path.join(nodeModules, 'mediasoup', 'worker');
  mkdirSync(to);
  cpSync(from, to, { recursive: true, filter: (source) => !notCopied.has(path.relative(from, source)) });
  cpSync(bridges, path.join(to, 'subprojects'), { recursive: true });
  for (const patch of patches) applyPatch(to, patch);
}

function applyPatch(sources, { file, from, to }) {
  const place = path.join(sources, file);
  const parts = readFileSync(place, 'utf8').split(from);
  if (parts.length !== 2) {
    throw new SetupError(
      `mediasoup's ${file} has changed, so Parley's recipe for compiling its worker no longer fits.\n` +
        'Set MEDIASOUP_WORKER_BIN to a worker of your own, or install the mediasoup version that package-lock.json names.',
    );
  }
  writeFileSync(place, parts.join(to));
}
