import { describe, expect, test } from 'vitest';
import type { ConferenceAvailability } from '../../../../protocol/conferences/availability.ts';
import { createLog } from '../../../../server/log.ts';
import { MediaWhenReady } from '../../../../server/media/media-when-ready.ts';
import type { WorkerStatus } from '../../../../server/media/worker/worker-status.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { FakeMedia } from '../../../support/server/fake-media.ts';

const events = { lost: () => {}, heard: () => {} };

function begin(
  first: WorkerStatus,
  start: () => Promise<FakeMedia> = async () => new FakeMedia(),
  log = createLog('silent'),
) {
  const clock = new FakeClock();
  const told: ConferenceAvailability[] = [];
  const started: string[] = [];
  const world = { status: first, clock, told, started };
  const media = new MediaWhenReady({
    routerRtpCapabilities: { codecs: [], headerExtensions: [] },
    status: () => world.status,
    start: (workerBin) => {
      started.push(workerBin);
      return start();
    },
    clock,
    log,
  });
  media.onAvailability((availability) => told.push(availability));
  return Object.assign(world, { media });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const ready: WorkerStatus = { state: 'ready', workerBin: '/cache/worker' };

describe('a media worker that is still being compiled', () => {
  test('[RES-3] until it is ready, a conference is refused with its progress; then it opens without a restart', async () => {
    const world = begin({ state: 'preparing' });
    await expect(world.media.openConference(events)).rejects.toMatchObject({ code: 'CONFERENCES_PREPARING' });
    world.status = { state: 'preparing', percent: 40 };
    world.clock.advance(1_000);
    expect(world.media.availability).toEqual({ state: 'preparing', percent: 40 });
    await expect(world.media.openConference(events)).rejects.toMatchObject({
      code: 'CONFERENCES_PREPARING',
      context: { percent: 40 },
    });
    world.status = ready;
    world.clock.advance(1_000);
    await settled();
    expect(world.started).toEqual(['/cache/worker']);
    expect(await world.media.openConference(events)).toBeDefined();
    expect(world.told).toEqual([{ state: 'preparing', percent: 40 }, { state: 'ready' }]);
    expect(world.media.workerCount).toBe(1);
  });

  test('[RES-3] an unchanged status is not sent again', () => {
    const world = begin({ state: 'preparing', percent: 7 });
    for (let seconds = 0; seconds < 5; seconds += 1) world.clock.advance(1_000);
    expect(world.told).toEqual([]);
  });

  test('[RES-3] a failure is sent with the command to run, and another attempt is noticed', async () => {
    const world = begin({ state: 'preparing' });
    world.status = { state: 'failed', command: 'sudo apt-get install -y meson' };
    world.clock.advance(1_000);
    expect(world.told).toEqual([{ state: 'failed', command: 'sudo apt-get install -y meson' }]);
    await expect(world.media.openConference(events)).rejects.toMatchObject({ code: 'WORKER_MISSING' });
    world.status = ready;
    world.clock.advance(1_000);
    await settled();
    expect(world.media.availability).toEqual({ state: 'ready' });
  });

  test('[RES-3] a worker that does not start is a failure and is tried again', async () => {
    let attempts = 0;
    const world = begin(ready, async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('no');
      return new FakeMedia();
    });
    await settled();
    expect(world.media.availability).toEqual({ state: 'failed' });
    world.clock.advance(1_000);
    await settled();
    expect(world.media.availability).toEqual({ state: 'ready' });
  });

  test('[RES-3] a worker that never starts is tried less and less often, and each reason is logged once', async () => {
    let reason = 'no such library';
    const logged: unknown[] = [];
    const world = begin(
      ready,
      async () => {
        throw new Error(reason);
      },
      { ...createLog('silent'), error: (...said: unknown[]) => logged.push(said) } as never,
    );
    const hours = async (count: number) => {
      for (let second = 0; second < count * 3_600; second += 1) {
        world.clock.advance(1_000);
        await Promise.resolve();
        await Promise.resolve();
      }
      await settled();
    };
    await settled();
    await hours(1);
    expect(world.started.length).toBeGreaterThan(50);
    expect(world.started.length).toBeLessThan(70);
    expect(world.told).toEqual([{ state: 'failed' }]);
    expect(logged).toHaveLength(1);
    reason = 'killed';
    await hours(1);
    expect(logged).toHaveLength(2);
  });

  test('closing stops the checks and a worker that starts later', async () => {
    let arrive = (_media: FakeMedia) => {};
    const world = begin(ready, () => new Promise((resolve) => (arrive = resolve)));
    const closing = world.media.close();
    const late = new FakeMedia();
    arrive(late);
    await closing;
    expect(late.closed).toBe(true);
  });
});
