import { defineConfig } from 'vitest/config';
import { findWorker } from './build/worker/ensure-worker.mjs';

const worker = findWorker();

function project(name: string, test: object = {}) {
  return { extends: true as const, test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...test } };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    passWithNoTests: true,
    // So that tests run alone find the worker that `npm test` made.
    env: worker ? { MEDIASOUP_WORKER_BIN: worker } : {},
    projects: [
      project('unit'),
      project('contract'),
      project('integration', { fileParallelism: false, testTimeout: 30_000, hookTimeout: 60_000 }),
      project('e2e', { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
    ],
  },
});
