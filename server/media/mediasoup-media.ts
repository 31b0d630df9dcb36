import { ortc } from 'mediasoup';
import type { RouterRtpCodecCapability } from 'mediasoup/types';
import type { RtpCapabilities } from '../../protocol/media.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { ROUTER_CODECS } from './codecs.ts';
import { translated } from './media-failure.ts';
import type { MediaPort } from './media-port.ts';
import { MediasoupConference } from './mediasoup-conference.ts';
import { MediasoupHearing } from './mediasoup-hearing.ts';
import { spawnWorker, type WorkerConfig } from './worker/spawn-worker.ts';
import { WorkerPool } from './worker/worker-pool.ts';

export interface MediasoupMediaOptions {
  config: WorkerConfig;
  /** Number of worker processes. */
  workers: number;
  clock: Clock;
  log: Logger;
}

const mediaCodecs = ROUTER_CODECS as RouterRtpCodecCapability[];

/** What every router can route. Computed as mediasoup does it for a router, so that no worker is needed. */
export function routerRtpCapabilities(): RtpCapabilities {
  return ortc.generateRouterRtpCapabilities(mediaCodecs) as RtpCapabilities;
}

/**
 * Starts the SFU. When this resolves, its workers are running and listening.
 * @throws ParleyError WORKER_MISSING, WORKER_CRASHED, SERVER_PORT_IN_USE
 */
export async function startMediasoupMedia(options: MediasoupMediaOptions): Promise<MediaPort> {
  const { config, workers, clock, log } = options;
  const pool = await WorkerPool.start({
    count: workers,
    spawn: (index) => spawnWorker(config, index, clock),
    clock,
    log,
  });
  return {
    routerRtpCapabilities: routerRtpCapabilities(),
    availability: { state: 'ready' },
    onAvailability: () => {},
    get workerCount() {
      return pool.size;
    },
    async openConference(events) {
      const acquired = pool.acquire();
      try {
        return await translated('WORKER_CRASHED', async () => {
          const router = await acquired.worker.createRouter({ mediaCodecs });
          const hearing = await MediasoupHearing.open(router, (heard) => events.heard(heard));
          return new MediasoupConference({ router, hearing, acquired, events, clock, log });
        });
      } catch (thrown) {
        acquired.release();
        throw thrown;
      }
    },
    close: () => pool.close(),
  };
}
