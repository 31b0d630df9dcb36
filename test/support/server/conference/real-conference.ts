import { observer } from 'mediasoup';
import type { Consumer, Router, Worker } from 'mediasoup/types';
import type { ConsumerId, ProducerId } from '../../../../protocol/ids.ts';
import type { RtpParameters } from '../../../../protocol/media.ts';
import type { Clock } from '../../../../server/clock.ts';
import { createLog } from '../../../../server/log.ts';
import type { MediaConference, MediaParticipant, MediaPort } from '../../../../server/media/media-port.ts';
import { startMediasoupMedia } from '../../../../server/media/mediasoup-media.ts';
import { PAGE_DTLS } from '../requests.ts';

/** A participant, with the layers that were requested from it. */
export interface RealParticipant {
  participant: MediaParticipant;
  layersWanted: { producerId: ProducerId; spatialLayer: number | null }[];
}

/** One conference on a real media worker, with access to mediasoup's own objects behind the port. */
export class RealConference {
  readonly #media: MediaPort;
  readonly #consumers = new Map<string, Consumer>();
  #conference: MediaConference | undefined;
  #router: Router | undefined;

  private constructor(media: MediaPort) {
    this.#media = media;
  }

  static async open(workerBin: string, clock: Clock): Promise<RealConference> {
    const workers: Worker[] = [];
    const keep = (worker: Worker) => workers.push(worker);
    observer.on('newworker', keep);
    const config = { host: '127.0.0.1', mediaPort: 0, workerBin };
    const media = await startMediasoupMedia({ config, workers: 1, clock, log: createLog('silent') });
    observer.off('newworker', keep);
    const real = new RealConference(media);
    workers[0]?.observer.once('newrouter', (router) => real.#lookInto(router));
    real.#conference = await media.openConference({ lost: () => {}, heard: () => {} });
    return real;
  }

  get router(): Router {
    if (this.#router === undefined) throw new Error('no router');
    return this.#router;
  }

  async openParticipant(): Promise<RealParticipant> {
    if (this.#conference === undefined) throw new Error('no conference');
    const layersWanted: RealParticipant['layersWanted'] = [];
    const participant = await this.#conference.openParticipant({
      rtpCapabilities: this.#media.routerRtpCapabilities,
      dtlsParameters: PAGE_DTLS,
      events: {
        consumerClosed: () => {},
        keyFrameWanted: () => {},
        layersWanted: (producerId, spatialLayer) => layersWanted.push({ producerId, spatialLayer }),
      },
    });
    return { participant, layersWanted };
  }

  /** mediasoup's own consumer. */
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

/** Creates a producer of a participant. */
export function produceFrom(
  { participant }: RealParticipant,
  rtpParameters: RtpParameters,
): Promise<ProducerId> {
  const kind = rtpParameters.codecs.some(({ mimeType }) => mimeType.startsWith('audio/')) ? 'audio' : 'video';
  return participant.produce({
    transportId: participant.sendTransport.id,
    kind,
    rtpParameters,
    paused: false,
  });
}
