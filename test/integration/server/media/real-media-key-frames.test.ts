import { createWorker } from 'mediasoup';
import type { RouterRtpCodecCapability, RtpParameters, Worker } from 'mediasoup/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROUTER_CODECS } from '../../../../server/media/codecs.ts';
import { FIRST_WAIT_MS, KeyFrameWatch } from '../../../../server/media/key-frame-watch.ts';
import { LayerDemand } from '../../../../server/media/layer-demand.ts';
import { MediasoupConsumer } from '../../../../server/media/mediasoup-consumer.ts';
import { stopWorker } from '../../../../server/media/worker/spawn-worker.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { simulcastParameters } from '../../../support/server/fake-media.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN ?? '';

describe.skipIf(workerBin === '')('first pictures from a real media worker', () => {
  let worker: Worker;
  let clock: FakeClock;
  let demanded: number;
  let consumer: MediasoupConsumer;

  beforeEach(async () => {
    clock = new FakeClock();
    demanded = 0;
    worker = await createWorker({ workerBin, logLevel: 'none' });
    const router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS as RouterRtpCodecCapability[] });
    const transport = await router.createDirectTransport();
    const { id: producerId } = await transport.produce({
      kind: 'video',
      rtpParameters: simulcastParameters as RtpParameters,
    });
    const { rtpCapabilities } = router;
    consumer = new MediasoupConsumer({
      consumer: await transport.consume({ producerId, rtpCapabilities, paused: true }),
      source: 'camera',
      receive: { dtlsState: 'connected' },
      watch: new KeyFrameWatch(clock, () => {
        demanded += 1;
      }),
      demand: new LayerDemand(clock, () => {}),
      producerClosed: () => {},
      closed: () => {},
    });
  });
  afterEach(() => stopWorker(worker));

  const want = (paused: boolean, spatialLayer?: number) =>
    consumer.want({
      consumerId: consumer.id,
      paused,
      speaker: false,
      ...(spatialLayer !== undefined && { spatialLayer }),
    });

  test('a resumed receiver gets a key frame, requested from the sender if necessary', async () => {
    await want(false);
    clock.advance(FIRST_WAIT_MS);
    expect(demanded).toBe(1);
  });

  test('a paused receiver does not wait for one, not even after a short resume', async () => {
    expect(clock.pending).toBe(0);
    await consumer.resume();
    expect(clock.pending).toBe(1);
    await want(true);
    expect(clock.pending).toBe(0);
    await Promise.all([want(false), want(true)]);
    expect(clock.pending).toBe(0);
    clock.advance(FIRST_WAIT_MS);
    expect(demanded).toBe(0);
  });

  test('a receiver that changes layers does not wait for one: the old layer stays until the new one arrives', async () => {
    await want(false);
    clock.advance(60_000);
    demanded = 0;
    await want(false, 1);
    await consumer.resume();
    expect(clock.pending).toBe(0);
    expect(demanded).toBe(0);
  });
});
