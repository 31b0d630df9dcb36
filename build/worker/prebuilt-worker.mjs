import { execFile } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { hashFile } from '../files/content-hash.mjs';
import { nodeModules } from '../files/paths.mjs';
import { withProgress } from '../processes/progress.mjs';
import { prebuiltHashes } from './prebuilt-hashes.mjs';

const answerWithinMs = 5_000;
const downloadWithinMs = 120_000;

/** An archive is not used. The message says why. */
export class WorkerRefused extends Error {
  name = 'WorkerRefused';
}

/**
 * Downloads the binary that mediasoup publishes for its version and this system, if its SHA-256 is known: from
 * `prebuilt-hashes.mjs`, or from PARLEY_PREBUILT_WORKER (`sha256:…`, or `unverified` for any).
 * @param {string} folder an empty folder that the caller removes
 * @param {{env?: NodeJS.ProcessEnv, hashes?: Record<string, string>}} [options]
 * @returns {Promise<string | undefined>} the binary's path, or undefined if the host does not answer or has no binary
 * @throws {WorkerRefused} if no checksum is known, or if the archive has another one
 */
export async function downloadWorker(folder, { env = process.env, hashes = prebuiltHashes } = {}) {
  const url = prebuiltUrl(env);
  const wanted = wantedHash(env.PARLEY_PREBUILT_WORKER, hashes[path.basename(url)]);
  const archive = path.join(folder, 'mediasoup-worker.tgz');
  if (!(await download(url, archive))) return undefined;
  const found = hashFile(archive);
  if (wanted !== 'any' && found !== wanted) {
    throw new WorkerRefused(`was refused: the SHA-256 of ${path.basename(url)} is ${found}, not ${wanted}`);
  }
  const name = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';
  try {
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder, name]);
  } catch {
    return undefined;
  }
  return path.join(folder, name);
}

/** @throws {WorkerRefused} if there is no checksum, or if it is malformed */
function wantedHash(setting, pinned) {
  if (setting === 'unverified') return 'any';
  const named = setting?.match(/^sha256:([0-9a-f]{64})$/i)?.[1].toLowerCase();
  if (setting && !named) {
    throw new WorkerRefused('is not used: PARLEY_PREBUILT_WORKER takes sha256:… or unverified');
  }
  if (named ?? pinned) return named ?? pinned;
  throw new WorkerRefused(
    'is not used: its checksum is not known. Set PARLEY_PREBUILT_WORKER=sha256:… to a checksum that you trust',
  );
}

async function download(url, file) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), answerWithinMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) return false;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), downloadWithinMs);
    await withProgress('Downloading mediasoup-worker', () =>
      pipeline(response.body, createWriteStream(file)),
    );
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** The URL where mediasoup publishes the binary, named as in its npm-scripts.mjs. */
function prebuiltUrl(env) {
  const { version, repository } = JSON.parse(
    readFileSync(path.join(nodeModules, 'mediasoup', 'package.json'), 'utf8'),
  );
  const releases = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const base = env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || releases;
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}
