import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasElectronSandbox } from '../../../../build/start/electron-sandbox.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A fake `unshare`: it gets the arguments and runs this script. */
function systemWhere(script: string) {
  const file = path.join(folder, 'unshare');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return { platform: 'linux', env: { PATH: folder } };
}

test("[DESK-9] a system with user namespaces can run Electron's sandbox", async () => {
  expect(await hasElectronSandbox(systemWhere('[ "$*" = "-Ur true" ]'))).toBe(true);
});

test.each([
  [
    'Ubuntu 23.10 and later',
    'echo "unshare: write failed /proc/self/uid_map: Operation not permitted" >&2; exit 1',
  ],
  ['a kernel without them', 'echo "unshare: unshare failed: Invalid argument" >&2; exit 1'],
  ['a container that kills the probe', 'kill -9 $$'],
])('[DESK-9] %s cannot', async (_system, script) => {
  expect(await hasElectronSandbox(systemWhere(script))).toBe(false);
});

test('[DESK-9] a Linux without `unshare` counts as unable; other systems are not tested', async () => {
  expect(await hasElectronSandbox({ platform: 'linux', env: { PATH: folder } })).toBe(false);
  for (const platform of ['win32', 'darwin']) {
    expect(await hasElectronSandbox({ platform, env: { PATH: folder } })).toBe(true);
  }
});
