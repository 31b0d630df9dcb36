import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, nodeModules } from '../files/paths.mjs';
import { runLogged } from '../processes/logged-command.mjs';

const answerWithinMs = 4_000;
const downloadWithinMs = 15 * 60_000;
const retryAfterMs = 24 * 60 * 60 * 1000;
const packageFolder = path.join(nodeModules, 'electron');

/** The path of Electron's binary in node_modules, or undefined if it has not been downloaded. */
export function findElectron(folder = packageFolder) {
  const pathFile = path.join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = path.join(
    process.env.ELECTRON_OVERRIDE_DIST_PATH || path.join(folder, 'dist'),
    readFileSync(pathFile, 'utf8'),
  );
  return existsSync(binary) ? binary : undefined;
}

/**
 * Finds Electron's binary. If it is missing, electron's own install script downloads it, if the host answers within
 * seconds. After a failure it does not try again for a day.
 * @param {{retry?: boolean}} [options] `retry` ignores an earlier failure
 * @returns {Promise<string | undefined>} its path
 */
export async function ensureElectron({ retry = false } = {}) {
  const found = findElectron();
  if (found) return found;
  const failureMark = path.join(cacheFolder(), 'electron-download-failed');
  const failedAt = statSync(failureMark, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!retry && Date.now() - failedAt < retryAfterMs) return undefined;
  try {
    await expectAnswer();
    await runLogged(process.execPath, [path.join(packageFolder, 'install.js')], {
      title: 'Downloading Electron',
      timeoutMs: downloadWithinMs,
    });
  } catch {
    // After any failure Parley does without Electron.
  }
  const binary = findElectron();
  if (!binary) {
    mkdirSync(path.dirname(failureMark), { recursive: true });
    writeFileSync(failureMark, '');
  }
  return binary;
}

/** Checked first, because the download would try an unreachable host for minutes. */
async function expectAnswer() {
  const { repository, version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
  const releases = `${(repository.url ?? repository).replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download/`;
  const base = process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || releases;
  const response = await fetch(`${base}v${version}/SHASUMS256.txt`, {
    method: 'HEAD',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
}
