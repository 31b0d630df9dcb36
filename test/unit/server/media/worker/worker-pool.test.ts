import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { createLog } from '../../../../../server/log.ts';
import type { MediaWorker } from '../../../../../server/media/worker/spawn-worker.ts';
import { WorkerPool } from '../../../../../server/media/worker/worker-pool.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

class FakeWorker extends EventEmitter {
  pid = 0;
  subprocessClosed = false;

  close(): void {
    this.subprocessClosed = true;
    queueMicrotask(() => this.emit('subprocessclose'));
  }

  die(): void {
    this.subprocessClosed = true;
    this.emit('died', new Error('killed'));
  }
}

function setUp(count: number) {
  const clock = new FakeClock();
  const workers: FakeWorker[] = [];
  const state = { failing: false };
  const spawn = async (): Promise<MediaWorker> => {
    if (state.failing) throw new ParleyError('WORKER_CRASHED', 'no');
    const worker = new FakeWorker();
    workers.push(worker);
    return { worker, webRtcServer: {}, tcpPort: 0 } as unknown as MediaWorker;
  };
  const options = { count, spawn, clock, log: createLog('silent') };
  return { clock, workers, state, start: () => WorkerPool.start(options) };
}

/** Lets promises settle. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('the worker with the fewest routers is acquired', async () => {
  const { start, workers } = setUp(2);
  const pool = await start();
  const [first, second, third] = [pool.acquire(), pool.acquire(), pool.acquire()];
  expect(new Set([first.worker, second.worker]).size).toBe(2);
  second.release();
  second.release();
  expect(pool.acquire().worker).toBe(second.worker);
  expect(workers).toContain(third.worker);
  await pool.close();
  await pool.close();
  expect(workers.every((worker) => worker.subprocessClosed)).toBe(true);
});

test('[RES-3] a dead worker is replaced; its routers do not count for the new one', async () => {
  const { start, workers } = setUp(1);
  const pool = await start();
  const acquired = pool.acquire();
  workers[0]?.die();
  expect(() => pool.acquire()).toThrow(expect.objectContaining({ code: 'WORKER_CRASHED' }));
  await turn();
  expect(pool.size).toBe(1);
  acquired.release();
  expect(pool.acquire().worker).toBe(workers[1]);
  await pool.close();
});

test('a worker that cannot be replaced is tried again every second', async () => {
  const { start, workers, state, clock } = setUp(1);
  const pool = await start();
  state.failing = true;
  workers[0]?.die();
  await turn();
  clock.advance(1_000);
  await turn();
  expect(pool.size).toBe(0);
  state.failing = false;
  clock.advance(1_000);
  await turn();
  expect(pool.size).toBe(1);
  await pool.close();
  expect(clock.pending).toBe(0);
});

test('a failed start leaves nothing running', async () => {
  const { start, state } = setUp(3);
  state.failing = true;
  await expect(start()).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
});

test('closing waits for a worker that is just starting', async () => {
  const { start, workers } = setUp(1);
  const pool = await start();
  workers[0]?.die();
  await pool.close();
  expect(workers).toHaveLength(2);
  expect(workers[1]?.subprocessClosed).toBe(true);
});
