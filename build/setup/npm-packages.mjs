import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hashFile } from '../files/content-hash.mjs';
import { nodeModules, pinnedNode, root } from '../files/paths.mjs';
import { CommandFailed, runLogged } from '../processes/logged-command.mjs';
import { SetupError } from './setup-error.mjs';

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|ERR_SOCKET_TIMEOUT/;

/**
 * Installs the npm packages in package-lock.json, unless they are installed already.
 * @param {{root?: string, install?: () => Promise<unknown>}} [options] the checkout; the install step (`npm ci`)
 * @returns {Promise<boolean>} whether it had to install
 * @throws {SetupError} with different messages for an unreachable registry and other failures
 */
export async function ensureNpmPackages({ root: folder = root, install = npmCi } = {}) {
  const lockFile = path.join(folder, 'package-lock.json');
  const stampFile = path.join(folder, 'node_modules', '.parley-lock-hash');
  const lockHash = hashFile(lockFile);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash) return false;
  const complete = matchesLock(folder);
  if (!complete) await translateFailure(install);
  if (install === npmCi && !existsSync(pinnedNode)) await translateFailure(installPinnedNode);
  writeFileSync(stampFile, lockHash);
  return !complete;
}

/** Whether the installed packages match the lock file, so that `npm ci` is not repeated after the user has run it. */
function matchesLock(folder) {
  const read = (file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')).packages;
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(path.join(folder, record))) return false;
  const installed = read(record);
  return Object.entries(read('package-lock.json')).every(
    ([place, wanted]) =>
      place === '' || (installed[place] ? installed[place].version === wanted.version : wanted.optional),
  );
}

async function translateFailure(install) {
  try {
    await install();
  } catch (cause) {
    if (!(cause instanceof CommandFailed)) throw cause;
    const complaints = cause.output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
    const message = unreachable.test(cause.output)
      ? 'The npm packages are missing and the npm registry cannot be reached.\n' +
        "Connect this machine (or set npm's registry or proxy: `npm config set registry URL`) and start again."
      : `The npm packages could not be installed:\n\n${complaints.slice(0, 12).join('\n') || cause.message}`;
    throw new SetupError(message, { cause });
  }
}

function npmCi() {
  const patience = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];
  return npm(['ci', '--no-audit', '--no-fund', ...patience], 'Installing npm packages');
}

/** The install script of `node` downloads the binary for this platform. `npm ci` without scripts does not run it. */
function installPinnedNode() {
  return npm(['rebuild', 'node', '--ignore-scripts=false'], 'Installing the pinned Node');
}

function npm(args, title) {
  // Uses the npm that started this script, which may not be the first one on PATH.
  const script = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  return runLogged(script ? process.execPath : 'npm', script ? [script, ...args] : args, {
    title,
    cwd: root,
    // Any value prevents mediasoup's install script from downloading or compiling: Parley gets the worker itself.
    env: {
      ...process.env,
      MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || path.join(nodeModules, 'none'),
    },
    shell: !script && process.platform === 'win32',
  });
}
