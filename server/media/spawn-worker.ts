import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createWorker, workerBin as defaultWorkerBin } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { ParleyError } from '../../protocol/errors.ts';
import type { ServerConfig } from '../config.ts';

/** A worker process with the one socket pair on which all its transports live. */
export interface MediaWorker {
  worker: Worker;
  webRtcServer: WebRtcServer;
}

export type WorkerConfig = Pick<ServerConfig, 'host' | 'mediaPort' | 'mediaAnnouncedAddress' | 'workerBin'>;

/**
 * Starts worker number `index`; it listens on media port + index, UDP and TCP, or on any ports when that is 0.
 * @throws ParleyError WORKER_MISSING, WORKER_CRASHED, SERVER_PORT_IN_USE with the port
 */
export async function spawnWorker(config: WorkerConfig, index: number): Promise<MediaWorker> {
  const worker = await startProcess(config.workerBin ?? defaultWorkerBin);
  try {
    return { worker, webRtcServer: await listen(worker, config, index) };
  } catch (thrown) {
    await stopWorker(worker);
    throw thrown;
  }
}

/** Ends a worker process. Resolves when it is gone. */
export async function stopWorker(worker: Worker): Promise<void> {
  if (worker.subprocessClosed) return;
  const gone = once(worker, 'subprocessclose');
  worker.close();
  await gone;
}

async function startProcess(workerBin: string): Promise<Worker> {
  try {
    await access(workerBin, constants.X_OK);
  } catch (cause) {
    throw new ParleyError('WORKER_MISSING', 'there is no media worker to run', { cause });
  }
  try {
    return await createWorker({ workerBin, logLevel: 'warn' });
  } catch (cause) {
    throw new ParleyError('WORKER_CRASHED', 'the media worker did not start', { cause });
  }
}

async function listen(worker: Worker, config: WorkerConfig, index: number): Promise<WebRtcServer> {
  const port = config.mediaPort === 0 ? 0 : config.mediaPort + index;
  const { host: ip, mediaAnnouncedAddress: announcedAddress } = config;
  const socket = { ip, port, ...(announcedAddress !== undefined && { announcedAddress }) };
  try {
    return await worker.createWebRtcServer({
      listenInfos: [
        { protocol: 'udp', ...socket },
        { protocol: 'tcp', ...socket },
      ],
    });
  } catch (cause) {
    if (cause instanceof Error && /address already in use/i.test(cause.message)) {
      throw new ParleyError('SERVER_PORT_IN_USE', 'the media port is taken', { context: { port }, cause });
    }
    throw new ParleyError('WORKER_CRASHED', 'the media worker cannot listen', { context: { port }, cause });
  }
}
