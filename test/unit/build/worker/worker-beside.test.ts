import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sayOnce } from '../../../../build/start/say-once.mjs';
import { workerBeside } from '../../../../build/worker/worker-beside.mjs';
import { readWorkerStatus } from '../../../../server/media/worker/worker-status.ts';
import { until } from '../../../support/until.ts';

const preparation = path.resolve(import.meta.dirname, '../../../../build/worker/prepare-worker.mjs');

let folder: string;
let place: string;
let said: string[];
let stop = () => {};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-beside-'));
  place = path.join(folder, 'cache', 'workers', 'version');
  said = [];
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

/** Replaces the program that compiles: it reports progress slowly and then runs the given end. */
function slowCompiler(end: string): string {
  const file = path.join(folder, 'compile.mjs');
  const status = path.resolve(import.meta.dirname, '../../../../build/worker/worker-status.mjs');
  writeFileSync(
    file,
    `import { writeStatus } from ${JSON.stringify(status)};
     const file = process.argv[2];
     for (const percent of [10, 40]) writeStatus(file, { state: 'preparing', percent });
     process.once('disconnect', () => process.exit(130));
     setInterval(() => {}, 1_000);
     ${end}`,
  );
  return file;
}

/** A program that waits until its parent disconnects. */
function idleProgram(): string {
  const file = path.join(folder, 'idle.mjs');
  writeFileSync(file, `process.once('disconnect', () => process.exit(130));`);
  return file;
}

function begin(end: string) {
  const beside = workerBeside({
    say: (line: string) => said.push(line),
    env: {},
    place,
    prepare: slowCompiler(end),
  });
  ({ stop } = beside);
  const file = beside.env.PARLEY_WORKER_STATUS_FILE ?? '';
  return { ...beside, file, status: () => readWorkerStatus(file) };
}

describe('a start that does not wait for the media worker', () => {
  it('[RES-3] returns immediately, and the server reads the progress and finally the path', async () => {
    const { env, status } = begin(
      `writeStatus(file, { state: 'ready', workerBin: '/made' }); process.exit(0);`,
    );
    expect(env).not.toHaveProperty('MEDIASOUP_WORKER_BIN');
    expect(said[0]).toContain('Calls and messages already work');
    await until(status, ({ state }) => state === 'ready', { what: 'the worker' });
    expect(status()).toEqual({ state: 'ready', workerBin: '/made' });
    await until(
      () => said.at(-1),
      (line) => line === 'Conferences are ready.',
      { what: 'the words' },
    );
  });

  it('[RES-3] reports progress in percent', async () => {
    const { status } = begin('');
    const seen = await until(status, (now) => 'percent' in now && now.percent === 40, { what: '40 %' });
    expect(seen.state).toBe('preparing');
  });

  it.each([
    ['fails', 'process.exit(1)'],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`],
  ])(
    '[RES-3] a compiler that %s is told to server and user, with how to try once more',
    async (_how, end) => {
      const { status } = begin(end);
      await until(status, ({ state }) => state === 'failed', { what: 'the failure' });
      expect(said.at(-1)).toMatch(/could not be set up.*Start Parley again/);
    },
  );

  it('[RES-3] reports missing packages with the command to run', async () => {
    const { status } = begin(
      `writeStatus(file, { state: 'failed', command: 'sudo apt-get install -y meson' }); process.exit(1);`,
    );
    await until(
      () => said.length,
      (count) => count === 2,
      { what: 'the words' },
    );
    expect(said[1]).toContain('sudo apt-get install -y meson');
    expect(status()).toEqual({ state: 'failed', command: 'sudo apt-get install -y meson' });
  });

  it('[RES-3] a start during another one keeps its progress', async () => {
    const first = begin('');
    await until(first.status, (now) => 'percent' in now && now.percent === 40, { what: '40 %' });
    const { stop: stopSecond } = workerBeside({ say: () => {}, env: {}, place, prepare: idleProgram() });
    expect(first.status()).toEqual({ state: 'preparing', percent: 40 });
    stopSecond();
  });

  it.each([
    ['ready', process.execPath, 0],
    ['failed', '/nowhere/mediasoup-worker', 1],
  ])(
    '[RES-3] the program that makes the worker ends by itself when it is %s',
    async (state, worker, code) => {
      const file = path.join(folder, 'status.json');
      const env = { ...process.env, MEDIASOUP_WORKER_BIN: worker };
      const child = fork(preparation, [file], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      expect(await once(child, 'close')).toEqual([code, null]);
      expect(readWorkerStatus(file)).toMatchObject({ state });
    },
  );

  it('prints nothing when Parley itself is stopped', async () => {
    const { status } = begin('');
    await until(status, (now) => 'percent' in now, { what: 'the compiler runs' });
    stop();
    expect(said).toHaveLength(1);
  });

  it('uses an existing worker', () => {
    const named = { MEDIASOUP_WORKER_BIN: process.execPath };
    const beside = workerBeside({ say: (line: string) => said.push(line), env: named, place });
    expect(beside.env).toEqual({ MEDIASOUP_WORKER_BIN: process.execPath });
    expect(said).toEqual([]);
  });

  it('[SEC-5] status and log are private', async () => {
    const { file } = begin('');
    for (const each of [file, `${place}.log`]) expect(statSync(each).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(place)).mode & 0o777).toBe(0o700);
  });
});

describe('a message that applies to every start', () => {
  const say = (words: string, now: number) =>
    sayOnce('shell', words, { say: (line: string) => said.push(line), folder, now });
  const day = 24 * 60 * 60 * 1000;

  it('is printed once, again when it changes, and again after a month', () => {
    const now = Date.now();
    say('no Electron', now);
    say('no Electron', now + day);
    expect(said).toEqual(['no Electron']);
    say('no display', now + day);
    expect(said).toEqual(['no Electron', 'no display']);
    say('no display', now + 40 * day);
    expect(said).toHaveLength(3);
    expect(readFileSync(path.join(folder, 'said-shell'), 'utf8')).toBe('no display');
  });
});
