import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import { isAlive, workerGone, workerPids } from '../../support/server/conference/worker-processes.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN;
const program = new URL('../../../server/main.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

const folder = mkdtempSync(path.join(tmpdir(), 'parley-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = {
  PARLEY_DATA_FOLDER: folder,
  PARLEY_PORT: '0',
  PARLEY_MEDIA_PORT: '0',
  PARLEY_WORKERS: '1',
  PARLEY_ISSUE_TOKENS: 'true',
  PARLEY_LOG_LEVEL: 'silent',
};

/** The server as a child with a channel, as the desktop app starts it. */
function embedded(env: Record<string, string> = {}) {
  const child = fork(program, [], { env: { ...process.env, ...settings, ...env }, silent: true });
  children.push(child);
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  return {
    child,
    report: once(child, 'message').then(([message]) => ServerReport.parse(message)),
    exit: once(child, 'exit').then(([code]) => code as number | null),
    stderr: () => stderr,
  };
}

describe('a start that fails', () => {
  test.each([
    ['WORKER_MISSING', { MEDIASOUP_WORKER_BIN: '/nowhere/mediasoup-worker' }, 'MEDIASOUP_WORKER_BIN'],
    ['WORKER_CRASHED', { MEDIASOUP_WORKER_BIN: '/bin/false' }, 'crashed'],
    ['SERVER_CONFIG_INVALID', { PARLEY_PORT: 'seven' }, 'PARLEY_PORT'],
    ['SERVER_CONFIG_INVALID', { PARLEY_ISSUE_TOKENS: 'false' }, 'PARLEY_JWT_SECRET'],
    ['SERVER_CONFIG_INVALID', { PARLEY_HOST: '0.0.0.0' }, 'TLS'],
  ])(
    '%s is reported and printed in one sentence, and nothing is left running: %o',
    async (code, env, words) => {
      const { report, exit, stderr } = embedded(env);
      expect(await report).toMatchObject({ type: 'failed', error: { code } });
      expect(await exit).toBe(1);
      expect(stderr()).toContain(words);
      expect(stderr().trim().split('\n')).toHaveLength(1);
    },
  );

  test.skipIf(!workerBin)('SERVER_PORT_IN_USE names the port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { child, report, exit, stderr } = embedded({ PARLEY_PORT: String(port) });
    expect(await report).toMatchObject({
      type: 'failed',
      error: { code: 'SERVER_PORT_IN_USE', context: { port } },
    });
    expect(await exit).toBe(1);
    expect(stderr()).toContain(`Port ${port} is in use`);
    expect(workerPids(child.pid)).toEqual([]);
    other.close();
  });

  test.skipIf(!workerBin)(
    '[SES-2] an unusable data folder is named, and nothing is left running',
    async () => {
      const { child, report, exit, stderr } = embedded({ PARLEY_DATA_FOLDER: '/dev/null/data' });
      expect(await report).toMatchObject({
        type: 'failed',
        error: { code: 'SERVER_CONFIG_INVALID', context: { key: 'dataFolder' } },
      });
      expect(await exit).toBe(1);
      expect(stderr()).toContain('PARLEY_DATA_FOLDER');
      expect(stderr().trim().split('\n')).toHaveLength(1);
      expect(workerPids(child.pid)).toEqual([]);
    },
  );

  test('[SEC-5] an invalid secret is not printed', async () => {
    const { report, exit, stderr } = embedded({ PARLEY_ISSUE_TOKENS: 'false', PARLEY_JWT_SECRET: 'hunter2' });
    expect(JSON.stringify(await report)).not.toContain('hunter2');
    await exit;
    expect(stderr()).not.toContain('hunter2');
  });
});

describe.skipIf(!workerBin)('a server that runs', () => {
  async function running() {
    const server = embedded();
    const report = await server.report;
    if (report.type !== 'listening') throw new Error(report.error.message);
    const [worker] = workerPids(server.child.pid);
    if (worker === undefined) throw new Error('no worker');
    return { ...server, url: report.url, worker };
  }

  test('it reports its address and answers there', async () => {
    const { url } = await running();
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ service: 'parley', status: 'ok' });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it cleanly', async (signal) => {
    const { child, exit, worker } = await running();
    child.kill(signal);
    expect(await exit).toBe(0);
    await workerGone(worker);
  });

  test('a parent that disconnects stops it cleanly', async () => {
    const { child, exit, worker } = await running();
    child.disconnect();
    expect(await exit).toBe(0);
    await workerGone(worker);
  });

  test('a server that is killed leaves no worker behind', async () => {
    const { child, exit, worker } = await running();
    child.kill('SIGKILL');
    await exit;
    await workerGone(worker);
  });

  test('a parent that is killed leaves no server and no worker behind', async () => {
    const script = `
      const { fork } = require('node:child_process');
      const child = fork(${JSON.stringify(program)}, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      child.on('message', () => console.log(child.pid));`;
    const parent = spawn(process.execPath, ['-e', script], { env: { ...process.env, ...settings } });
    children.push(parent);
    const [line] = await once(parent.stdout, 'data');
    const serverPid = Number(String(line));
    const [worker] = workerPids(serverPid);
    expect(isAlive(serverPid)).toBe(true);
    parent.kill('SIGKILL');
    await workerGone(serverPid);
    if (worker === undefined) throw new Error('no worker');
    await workerGone(worker);
  });
});
