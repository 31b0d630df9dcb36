import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { nodeModules } from './build/files/paths.mjs';
import { findWorker } from './build/worker/ensure-worker.mjs';

const worker = findWorker();

/** A test waits for a state. These are for machines that stand still for a while: nothing is measured by them. */
const PATIENCE = { testTimeout: 60_000, hookTimeout: 120_000 };

/**
 * Files that measure time or memory, or that a busy machine makes fail: they run one after the other, when the others
 * of their folder are done.
 */
const ALONE = [
  'test/integration/{build,shell}/**/*.test.ts',
  'test/integration/server/gateway/{fair-turns,hostile-frames,slow-clients,tls}.test.ts',
  'test/integration/server/{load,media/adaptive-media,media/media-over-tcp}.test.ts',
];

function project(name: string, test: object = {}) {
  return {
    extends: true as const,
    test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...PATIENCE, ...test },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    passWithNoTests: true,
    env: {
      // So that tests run alone find the worker that `npm test` made.
      ...(worker && { MEDIASOUP_WORKER_BIN: worker }),
      // Servers of tests keep their secrets apart from those of the user.
      XDG_CONFIG_HOME: path.join(nodeModules, '.cache', 'parley-tests'),
    },
    projects: [
      project('unit'),
      project('contract'),
      project('integration', { exclude: ALONE, maxWorkers: 2, sequence: { groupOrder: 1 } }),
      project('integration-alone', { include: ALONE, fileParallelism: false, sequence: { groupOrder: 2 } }),
      // Each file fills two cores with its browsers.
      project('e2e', { fileParallelism: false, sequence: { groupOrder: 3 } }),
    ],
  },
});
