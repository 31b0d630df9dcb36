import { fork } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packagedWorker } from '../../../electron/shell/electron/packaged-worker.ts';
import { forkUtilityServer } from '../../../electron/shell/electron/utility-server.ts';
import { systemClock } from '../../../electron/shell/environment.ts';
import { serverChild } from '../../../electron/shell/server/server-child.ts';
import config from '../../../electron-builder.config.mjs';

const program = new URL('../../../server/main.ts', import.meta.url).pathname;
const realWorker = process.env.MEDIASOUP_WORKER_BIN;

let folder: string;
let resources: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-packaged-'));
  resources = path.join(folder, 'resources');
  mkdirSync(resources);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Path at which electron-builder puts the worker, in the folder of resources. */
function packagedWorkerPath(): string {
  const [extra] = config.extraResources as { to: string }[];
  return path.join(resources, extra?.to ?? '');
}

/** The embedded server as an installed Parley starts it, on plain Node instead of a utility process. */
function startPackaged() {
  const { MEDIASOUP_WORKER_BIN: _fromSources, ...inherited } = process.env;
  const child = forkUtilityServer({
    fork: ((file: string, args: string[], { env }: { env: NodeJS.ProcessEnv }) =>
      fork(file, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })) as never,
    program,
    inherited,
    env: {
      PARLEY_DATA_FOLDER: folder,
      PARLEY_PORT: '0',
      PARLEY_MEDIA_PORT: '0',
      PARLEY_WORKERS: '1',
      PARLEY_ISSUE_TOKENS: 'true',
      PARLEY_LOG_LEVEL: 'silent',
      ...packagedWorker({
        packaged: true,
        resourcesPath: resources,
        platform: process.platform,
        env: inherited,
      }),
    },
  });
  return serverChild(child, systemClock);
}

test('[DESK-9] the server of an installed Parley runs the worker in its resources', async () => {
  copyFileSync('/bin/false', packagedWorkerPath());
  chmodSync(packagedWorkerPath(), 0o755);
  const server = startPackaged();
  // The fake worker was found and exited; with any other path the server would report WORKER_MISSING.
  expect(await server.report).toMatchObject({ type: 'failed', error: { code: 'WORKER_CRASHED' } });
  await server.exited;
});

test('[DESK-9] the server reports that the package has no worker', async () => {
  const server = startPackaged();
  expect(await server.report).toMatchObject({ type: 'failed', error: { code: 'WORKER_MISSING' } });
  await server.exited;
});

test.skipIf(!realWorker)('[DESK-9] the server starts with the real worker', async () => {
  symlinkSync(realWorker ?? '', packagedWorkerPath());
  const server = startPackaged();
  expect(await server.report).toMatchObject({ type: 'listening' });
  await server.stop();
});
