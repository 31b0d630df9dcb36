import { once } from 'node:events';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createWorker, workerBin as defaultWorkerBin } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock } from '../../clock.ts';
import type { ServerConfig } from '../../config/config.ts';
import { TcpFront } from './tcp-front.ts';

/** Workers listen for TCP only here; a {@link TcpFront} has the public port of each. */
const LOOPBACK = '127.0.0.1';

/** A worker process with the server that all its transports share. */
export interface MediaWorker {
  worker: Worker;
  webRtcServer: WebRtcServer;
  /** Its public TCP port. mediasoup only knows its own loopback port. */
  tcpPort: number;
}

export type WorkerConfig = Pick<ServerConfig, 'host' | 'mediaPort' | 'mediaAnnouncedAddress' | 'workerBin'>;

/**
 * Starts worker number `index`. It listens on media port + index (UDP and TCP), or on free ports if the media port is 0.
 * @throws ParleyError WORKER_MISSING, WORKER_CRASHED, SERVER_PORT_IN_USE with the port
 */
export async function spawnWorker(config: WorkerConfig, index: number, clock: Clock): Promise<MediaWorker> {
  const worker = await startProcess(config.workerBin ?? defaultWorkerBin);
  try {
    const port = config.mediaPort === 0 ? 0 : config.mediaPort + index;
    const webRtcServer = await listen(worker, config, port);
    return {
      worker,
      webRtcServer,
      tcpPort: await openFront(webRtcServer, { host: config.host, port, clock }),
    };
  } catch (thrown) {
    await stopWorker(worker);
    throw thrown;
  }
}

/** Stops a worker process. Resolves when it is gone. */
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
    throw new ParleyError('WORKER_MISSING', 'the media worker is missing', { cause });
  }
  try {
    return await createWorker({ workerBin, logLevel: 'warn' });
  } catch (cause) {
    throw new ParleyError('WORKER_CRASHED', 'the media worker did not start', { cause });
  }
}

async function listen(worker: Worker, config: WorkerConfig, port: number): Promise<WebRtcServer> {
  const { host: ip, mediaAnnouncedAddress } = config;
  try {
    return await worker.createWebRtcServer({
      listenInfos: [
        { protocol: 'udp', ip, port, announcedAddress: mediaAnnouncedAddress },
        { protocol: 'tcp', ip: LOOPBACK, announcedAddress: mediaAnnouncedAddress ?? ip },
      ],
    });
  } catch (cause) {
    throw listenFailure(cause, port);
  }
}

/** Opens the public TCP port of a worker. It closes with the worker. */
async function openFront(
  webRtcServer: WebRtcServer,
  options: { host: string; port: number; clock: Clock },
): Promise<number> {
  const { tcpServers } = await webRtcServer.dump();
  const worker = { host: LOOPBACK, port: tcpServers[0]?.port ?? 0 };
  try {
    const front = await TcpFront.open({ ...options, worker });
    webRtcServer.observer.once('close', () => front.close());
    return front.port;
  } catch (cause) {
    throw listenFailure(cause, options.port);
  }
}

function listenFailure(cause: unknown, port: number): ParleyError {
  const isInUse = cause instanceof Error && /address already in use/i.test(cause.message);
  return isInUse
    ? new ParleyError('SERVER_PORT_IN_USE', 'the media port is in use', { context: { port }, cause })
    : new ParleyError('WORKER_CRASHED', 'the media worker cannot listen', { context: { port }, cause });
}
