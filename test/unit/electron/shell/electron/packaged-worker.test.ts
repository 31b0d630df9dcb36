import { expect, test } from 'vitest';
import { packagedWorker } from '../../../../../electron/shell/electron/packaged-worker.ts';

const LINUX = { packaged: true, resourcesPath: '/opt/Parley/resources', platform: 'linux', env: {} } as const;

test('[DESK-9] an installed Parley passes the path of the worker in its resources', () => {
  expect(packagedWorker(LINUX)).toEqual({
    MEDIASOUP_WORKER_BIN: '/opt/Parley/resources/mediasoup-worker',
  });
  expect(packagedWorker({ ...LINUX, platform: 'win32' }).MEDIASOUP_WORKER_BIN).toMatch(
    /mediasoup-worker\.exe$/,
  );
});

test('[DESK-9] a worker in the environment takes precedence, also from sources', () => {
  expect(packagedWorker({ ...LINUX, env: { MEDIASOUP_WORKER_BIN: '/mine' } })).toEqual({});
  expect(packagedWorker({ ...LINUX, packaged: false })).toEqual({});
});
