import { homedir } from 'node:os';
import path from 'node:path';

/** The folder of the checkout. */
export const root = path.resolve(import.meta.dirname, '../..');

/** The folder of the npm packages. */
export const nodeModules = path.join(root, 'node_modules');

/** The Node that package.json pins (npm package `node`). */
export const pinnedNode = path.join(
  nodeModules,
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** The folder of the bundles: `renderer/`, `server/` and `electron/`. */
export const dist = path.join(root, 'dist');

/**
 * The folder that Parley's scripts share between checkouts: compiled workers, failed attempts, logs of failures.
 * Honours XDG_CACHE_HOME (XDG Base Directory Specification).
 */
export function cacheFolder(env = process.env) {
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'parley');
}
