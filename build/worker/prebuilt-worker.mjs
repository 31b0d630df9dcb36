import { execFile } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { nodeModules } from '../paths.mjs';
import { withProgress } from '../progress.mjs';

const answerWithinMs = 5_000;
const downloadWithinMs = 120_000;

/**
 * Downloads the binary that mediasoup publishes for its version and this system.
 * @param {string} folder an empty one that the caller removes
 * @returns {Promise<string | undefined>} the binary's path, or undefined when the host does not answer or has none
 */
export async function downloadWorker(folder) {
  const archive = path.join(folder, 'mediasoup-worker.tgz');
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), answerWithinMs);
  try {
    const response = await fetch(prebuiltUrl(), { signal: abort.signal });
    if (!response.ok || !response.body) return undefined;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), downloadWithinMs);
    await withProgress('Downloading mediasoup-worker', () =>
      pipeline(response.body, createWriteStream(archive)),
    );
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
  const binary = path.join(
    folder,
    process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker',
  );
  return existsSync(binary) ? binary : undefined;
}

/** Where mediasoup publishes the binary: the naming is that of its npm-scripts.mjs. */
function prebuiltUrl(env = process.env) {
  const { version, repository } = JSON.parse(
    readFileSync(path.join(nodeModules, 'mediasoup', 'package.json'), 'utf8'),
  );
  const releases = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download`;
  const base = env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || releases;
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
}
