import type { Router, WebRtcServer } from 'mediasoup/types';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { KeyFrameWatch } from './key-frame-watch.ts';
import { LayerDemand } from './layer-demand.ts';
import { translated } from './media-failure.ts';
import type { MediaRoom, MediaSeat, RoomEvents, SeatOptions } from './media-port.ts';
import type { MediasoupHearing } from './mediasoup-hearing.ts';
import { MediasoupSeat } from './mediasoup-seat.ts';
import type { LentWorker } from './worker/worker-pool.ts';

/** Where the bandwidth estimate of a receiver begins: enough for a first good picture, in bits per second. */
const INITIAL_OUTGOING_BITRATE_BPS = 600_000;

export interface MediasoupRoomOptions {
  router: Router;
  /** Of this router. */
  hearing: MediasoupHearing;
  lent: LentWorker;
  events: RoomEvents;
  clock: Clock;
  log: Logger;
}

/** The media of one conference: one mediasoup router on one worker. */
export class MediasoupRoom implements MediaRoom {
  readonly #options: MediasoupRoomOptions;
  readonly #seats = new Set<MediasoupSeat>();
  readonly #watch: KeyFrameWatch;
  readonly #demand: LayerDemand;
  #closed = false;

  constructor(options: MediasoupRoomOptions) {
    this.#options = options;
    this.#watch = new KeyFrameWatch(options.clock, (producerId) =>
      this.#seatOf(producerId)?.keyFrameWanted(producerId),
    );
    this.#demand = new LayerDemand(options.clock, (producerId, layer) =>
      this.#seatOf(producerId)?.layersWanted(producerId, layer),
    );
    options.router.once('workerclose', () => {
      if (this.#closed) return;
      this.close();
      options.events.lost();
    });
  }

  async openSeat(options: SeatOptions): Promise<MediaSeat> {
    const { router, hearing, lent, log } = this.#options;
    const [send, receive] = await translated('WORKER_CRASHED', () =>
      Promise.all([makeTransport(router, lent.webRtcServer), makeTransport(router, lent.webRtcServer)]),
    );
    const seat = new MediasoupSeat({
      ...options,
      hearing,
      send,
      receive,
      log,
      tcpPort: lent.tcpPort,
      watch: this.#watch,
      demand: this.#demand,
    });
    this.#seats.add(seat);
    send.observer.once('close', () => this.#seats.delete(seat));
    try {
      await seat.connect();
    } catch (thrown) {
      seat.close();
      throw thrown;
    }
    return seat;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch.close();
    this.#demand.close();
    this.#options.router.close();
    this.#options.lent.giveBack();
  }

  #seatOf(producerId: ProducerId): MediasoupSeat | undefined {
    return [...this.#seats].find((seat) => seat.has(producerId));
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
