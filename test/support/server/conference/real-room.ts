import { observer } from 'mediasoup';
import type { Consumer, Router, Worker } from 'mediasoup/types';
import type { ConsumerId, ProducerId } from '../../../../protocol/ids.ts';
import type { RtpParameters } from '../../../../protocol/media.ts';
import type { Clock } from '../../../../server/clock.ts';
import { createLog } from '../../../../server/log.ts';
import type { MediaPort, MediaRoom, MediaSeat } from '../../../../server/media/media-port.ts';
import { startMediasoupMedia } from '../../../../server/media/mediasoup-media.ts';
import { PAGE_DTLS } from '../requests.ts';

/** A seat, with what it was told. */
export interface RealSeat {
  seat: MediaSeat;
  layersWanted: { producerId: ProducerId; spatialLayer: number | null }[];
}

/** One room on a real media worker, with a look behind the port at mediasoup's own objects. */
export class RealRoom {
  readonly #media: MediaPort;
  readonly #consumers = new Map<string, Consumer>();
  #room: MediaRoom | undefined;
  #router: Router | undefined;

  private constructor(media: MediaPort) {
    this.#media = media;
  }

  static async open(workerBin: string, clock: Clock): Promise<RealRoom> {
    const workers: Worker[] = [];
    const keep = (worker: Worker) => workers.push(worker);
    observer.on('newworker', keep);
    const config = { host: '127.0.0.1', mediaPort: 0, workerBin };
    const media = await startMediasoupMedia({ config, workers: 1, clock, log: createLog('silent') });
    observer.off('newworker', keep);
    const real = new RealRoom(media);
    workers[0]?.observer.once('newrouter', (router) => real.#lookInto(router));
    real.#room = await media.openRoom({ lost: () => {}, heard: () => {} });
    return real;
  }

  get router(): Router {
    if (this.#router === undefined) throw new Error('no router');
    return this.#router;
  }

  async sit(): Promise<RealSeat> {
    if (this.#room === undefined) throw new Error('no room');
    const layersWanted: RealSeat['layersWanted'] = [];
    const seat = await this.#room.openSeat({
      rtpCapabilities: this.#media.routerRtpCapabilities,
      dtlsParameters: PAGE_DTLS,
      events: {
        consumerClosed: () => {},
        keyFrameWanted: () => {},
        layersWanted: (producerId, spatialLayer) => layersWanted.push({ producerId, spatialLayer }),
      },
    });
    return { seat, layersWanted };
  }

  /** As mediasoup has it. */
  consumer(id: ConsumerId): Consumer {
    const consumer = this.#consumers.get(id);
    if (consumer === undefined) throw new Error('no consumer');
    return consumer;
  }

  close(): Promise<void> {
    return this.#media.close();
  }

  #lookInto(router: Router): void {
    this.#router = router;
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newconsumer', (consumer) => this.#consumers.set(consumer.id, consumer));
    });
  }
}

/** Sends something from a seat. */
export function produceFrom({ seat }: RealSeat, rtpParameters: RtpParameters): Promise<ProducerId> {
  const kind = rtpParameters.codecs.some(({ mimeType }) => mimeType.startsWith('audio/')) ? 'audio' : 'video';
  return seat.produce({ transportId: seat.sendTransport.id, kind, rtpParameters, paused: false });
}
