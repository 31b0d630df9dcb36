import type { Router, WebRtcServer } from 'mediasoup/types';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { KeyFrameWatch } from './key-frame-watch.ts';
import { LayerDemand } from './layer-demand.ts';
import { translated } from './media-failure.ts';
import type {
  MediaConference,
  MediaConferenceEvents,
  MediaParticipant,
  MediaParticipantOptions,
} from './media-port.ts';
import type { MediasoupHearing } from './mediasoup-hearing.ts';
import { MediasoupParticipant } from './mediasoup-participant.ts';
import type { AcquiredWorker } from './worker/worker-pool.ts';

/** First bandwidth estimate for a receiver, in bits per second: enough for a good first picture. */
const INITIAL_OUTGOING_BITRATE_BPS = 600_000;

export interface MediasoupConferenceOptions {
  router: Router;
  hearing: MediasoupHearing;
  acquired: AcquiredWorker;
  events: MediaConferenceEvents;
  clock: Clock;
  log: Logger;
}

/** The media of one conference: one mediasoup router on one worker. */
export class MediasoupConference implements MediaConference {
  readonly #options: MediasoupConferenceOptions;
  readonly #participants = new Set<MediasoupParticipant>();
  readonly #watch: KeyFrameWatch;
  readonly #demand: LayerDemand;
  #closed = false;

  constructor(options: MediasoupConferenceOptions) {
    this.#options = options;
    this.#watch = new KeyFrameWatch(options.clock, (producerId) =>
      this.#participantOf(producerId)?.keyFrameWanted(producerId),
    );
    this.#demand = new LayerDemand(options.clock, (producerId, layer) =>
      this.#participantOf(producerId)?.layersWanted(producerId, layer),
    );
    options.router.once('workerclose', () => {
      if (this.#closed) return;
      this.close();
      options.events.lost();
    });
  }

  async openParticipant(options: MediaParticipantOptions): Promise<MediaParticipant> {
    const { router, hearing, acquired, log } = this.#options;
    const [send, receive] = await translated('WORKER_CRASHED', () =>
      Promise.all([
        makeTransport(router, acquired.webRtcServer),
        makeTransport(router, acquired.webRtcServer),
      ]),
    );
    const participant = new MediasoupParticipant({
      ...options,
      hearing,
      send,
      receive,
      log,
      tcpPort: acquired.tcpPort,
      watch: this.#watch,
      demand: this.#demand,
    });
    this.#participants.add(participant);
    send.observer.once('close', () => this.#participants.delete(participant));
    try {
      await participant.connect();
    } catch (thrown) {
      participant.close();
      throw thrown;
    }
    return participant;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch.close();
    this.#demand.close();
    this.#options.router.close();
    this.#options.acquired.release();
  }

  #participantOf(producerId: ProducerId): MediasoupParticipant | undefined {
    return [...this.#participants].find((participant) => participant.has(producerId));
  }
}

function makeTransport(router: Router, webRtcServer: WebRtcServer) {
  return router.createWebRtcTransport({
    webRtcServer,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE_BPS,
  });
}
