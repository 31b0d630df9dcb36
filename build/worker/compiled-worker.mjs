import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashFolder } from '../content-hash.mjs';
import { findCommand } from '../executables.mjs';
import { runLogged } from '../logged-command.mjs';
import { nodeModules } from '../paths.mjs';
import { SetupError } from '../setup-error.mjs';
import { ensureSystemPackages, workerBuildPackages } from '../system-packages.mjs';

const bridges = path.join(import.meta.dirname, 'subprojects');
const notCopied = new Set(['subprojects', 'out', 'scripts']);

/** What is changed in the sources: file, what stands there once, what takes its place. */
const patches = [
  {
    // Debian 12 has meson 1.0.1, which does all that the worker asks for.
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

/** Changes when a worker would be compiled differently from the same sources. */
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
 * Compiles mediasoup-worker from the sources in its npm package against the system's libraries (Debian and kin).
 * Takes minutes.
 * @param {string} folder an empty one that the caller removes
 * @returns {Promise<string>} the binary's path
 * @throws {SetupError} when packages are missing and cannot be installed, or mediasoup's sources have changed
 * @throws {import('../logged-command.mjs').CommandFailed} when a step of the build fails
 */
export async function compileWorker(folder) {
  await ensureSystemPackages(
    workerBuildPackages.map((name) => ({ package: name })),
    { purpose: 'to compile the media worker (mediasoup-worker)' },
  );
  const sources = path.join(folder, 'worker');
  prepareSources(sources);
  const setup = ['setup', 'out', '--buildtype', 'release', '--strip', '-Db_ndebug=true'];
  await runLogged('meson', setup, { title: 'Preparing to compile mediasoup-worker', cwd: sources });
  await runLogged('nice', ['-n', '10', 'ninja', '-C', 'out', 'mediasoup-worker'], {
    title: 'Compiling mediasoup-worker (once, some minutes)',
    cwd: sources,
    stepOf: /\[(\d+\/\d+)\]/,
  });
  const binary = path.join(sources, 'out', 'mediasoup-worker');
  await runLogged('strip', [binary], { title: 'Stripping mediasoup-worker' });
  return binary;
}

/**
 * Makes a copy of mediasoup's worker sources that builds against the system's libraries.
 * @param {string} to a folder that does not exist yet
 * @throws {SetupError} when the sources are not those the recipe was written for
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
