import { ParleyError } from '../../protocol/errors.ts';
import type { CarriageId, ConferenceId, LeaseId, SessionId } from '../../protocol/ids.ts';
import type { RtpCapabilities } from '../../protocol/media.ts';
import type { OrderHandlers } from '../../protocol/rpc/envelope.ts';
import type { OrderData } from '../../protocol/rpc/orders.ts';
import { PeerCarriage } from './carriages/peer-carriage.ts';
import { linesOf } from './carriages/peer-lines.ts';
import { SfuCarriage } from './carriages/sfu-carriage.ts';
import { dtlsParametersOf, type SfuClient, SfuDevice } from './carriages/sfu-device.ts';
import { type DevicePort, Devices } from './devices.ts';
import { Leases } from './leases.ts';
import { factTeller, type SendCommand, type TellFact } from './media-ports.ts';
import { RemoteTracks } from './remote-tracks.ts';
import type { ShownPictures } from './shown-pictures.ts';

/** How long drawing may wait for a negotiation, in milliseconds. */
const PATIENCE_MS = 250;

/** The orders that are about media: all but those about what is shown. */
export type MediaOrders = Omit<OrderHandlers, 'state-changed' | 'messages-changed' | 'show-reaction'>;

/** What the media of a page needs from outside. */
export interface MediaEngineOptions {
  readonly send: SendCommand;
  readonly devices: DevicePort;
  readonly shownPictures: ShownPictures;
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly createSfuClient: () => Promise<SfuClient>;
}

/**
 * The media of this page, driven by main's orders. What is sent (leases) and how it travels (carriages) are opened
 * and closed apart.
 */
export class MediaEngine {
  readonly leases: Leases;
  readonly remoteTracks = new RemoteTracks();
  readonly orders: MediaOrders;
  readonly #options: MediaEngineOptions;
  readonly #tell: TellFact;
  readonly #devices: Devices;
  readonly #sfuDevice: SfuDevice;
  readonly #peers = new Map<SessionId, PeerCarriage>();
  readonly #stays = new Map<ConferenceId, SfuCarriage>();
  /** Negotiations and first connections that run now. */
  readonly #negotiations = new Set<Promise<unknown>>();
  /** Which lease each carriage sends. */
  readonly #leaseOf = new Map<CarriageId, LeaseId>();

  constructor(options: MediaEngineOptions) {
    this.#options = options;
    this.#tell = factTeller(options.send);
    this.#sfuDevice = new SfuDevice(options.createSfuClient);
    this.#devices = new Devices(options.devices);
    this.leases = new Leases({
      ...{ devices: this.#devices, send: options.send },
      onEnded: (leaseId, source, code) =>
        this.#tell('source-ended', { leaseId, source, ...(code && { code }) }),
    });
    this.orders = {
      ...this.#leaseOrders(),
      ...this.#peerOrders(),
      ...this.#laterPeerOrders(),
      ...this.#sfuOrders(),
    };
  }

  /** Loads the SFU client ahead of the first conference. A failure is left to the conference itself. */
  preload(routerRtpCapabilities: RtpCapabilities): void {
    this.#sfuDevice.load(routerRtpCapabilities).catch(() => undefined);
  }

  /** Resolves when no negotiation runs, at the latest after {@link PATIENCE_MS}. */
  async untilNegotiated(): Promise<void> {
    if (this.#negotiations.size === 0) return;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([Promise.allSettled(this.#negotiations), late]);
  }

  /** Gives the devices of one session or stay back, now. Its carriage ends when main says so. */
  releaseDevicesOf(carriageId: CarriageId): void {
    const leaseId = this.#leaseOf.get(carriageId);
    if (leaseId) this.leases.release(leaseId);
  }

  /** Gives every device back and ends every carriage, now. Idempotent; orders may come again afterwards. */
  releaseAll(): void {
    this.leases.releaseAll();
    for (const carriageId of [...this.#peers.keys(), ...this.#stays.keys()]) this.#close(carriageId);
  }

  #leaseOrders(): Pick<
    MediaOrders,
    'use-devices' | 'open-sources' | 'open-screen' | 'set-source' | 'release-lease' | 'close-carriage'
  > {
    return {
      'use-devices': async (chosen) => {
        await this.leases.moveToChosen(this.#devices.choose(chosen));
        return {};
      },
      'open-sources': ({ leaseId, media }) => this.leases.obtain(leaseId).open(media),
      'open-screen': ({ leaseId }) => this.leases.obtain(leaseId).openScreen(),
      'set-source': ({ leaseId, source, on }) => this.leases.obtain(leaseId).setSource(source, on),
      'release-lease': async ({ leaseId }) => ({ released: this.leases.release(leaseId) }),
      'close-carriage': async ({ carriageId }) => {
        this.#close(carriageId);
        return {};
      },
    };
  }

  #peerOrders(): Pick<
    MediaOrders,
    'peer-offer' | 'peer-answer' | 'peer-apply-answer' | 'peer-add-candidate'
  > {
    return {
      'peer-offer': async (data) => ({ offer: await this.#negotiate(this.#openPeer(data).offer()) }),
      'peer-answer': async (data) => ({
        answer: await this.#negotiate(this.#openPeer(data).answer(data.offer)),
      }),
      'peer-apply-answer': async ({ sessionId, answer }) => {
        await known(this.#peers, sessionId).applyAnswer(answer);
        return {};
      },
      'peer-add-candidate': async ({ sessionId, candidate }) => {
        known(this.#peers, sessionId).addCandidate(candidate);
        return {};
      },
    };
  }

  /** What may happen to a session that is agreed. */
  #laterPeerOrders(): Pick<MediaOrders, 'peer-restart' | 'peer-reanswer' | 'peer-hold'> {
    return {
      'peer-restart': async ({ sessionId }) => ({ offer: await known(this.#peers, sessionId).restart() }),
      'peer-reanswer': async ({ sessionId, offer }) => ({
        answer: await known(this.#peers, sessionId).reanswer(offer),
      }),
      'peer-hold': async ({ sessionId, held }) => {
        await known(this.#peers, sessionId).hold(held);
        return {};
      },
    };
  }

  #sfuOrders(): Pick<
    MediaOrders,
    | 'sfu-capabilities'
    | 'sfu-open'
    | 'hand-over'
    | 'sfu-consume'
    | 'sfu-close-consumer'
    | 'sfu-layers-wanted'
    | 'sfu-make-key-frame'
  > {
    return {
      'sfu-capabilities': async ({ routerRtpCapabilities }) => {
        const client = await this.#sfuDevice.load(routerRtpCapabilities);
        const rtpCapabilities = client.device.recvRtpCapabilities as RtpCapabilities;
        return { rtpCapabilities, dtlsParameters: dtlsParametersOf(client) };
      },
      'sfu-open': async (data) => {
        const carriage = this.#openStay(data);
        carriage.publishAfter(data.consumers);
        if (data.consumers.length > 0) void this.#negotiate(carriage.receiving);
        await this.#negotiate(carriage.receiveAll(data.consumers));
        return {};
      },
      'hand-over': async () => {
        throw new ParleyError('STATE_ILLEGAL', 'not built yet');
      },
      'sfu-consume': async ({ conferenceId, consumer }) => {
        await known(this.#stays, conferenceId).receive(consumer);
        return {};
      },
      'sfu-close-consumer': async ({ conferenceId, consumerId }) => {
        await known(this.#stays, conferenceId).closeConsumer(consumerId);
        return {};
      },
      'sfu-layers-wanted': async ({ conferenceId, producerId, spatialLayer }) => {
        known(this.#stays, conferenceId).setLayersWanted(producerId, spatialLayer);
        return {};
      },
      'sfu-make-key-frame': async ({ conferenceId, producerId }) => {
        known(this.#stays, conferenceId).makeKeyFrame(producerId);
        return {};
      },
    };
  }

  #negotiate<T>(work: Promise<T>): Promise<T> {
    this.#negotiations.add(work);
    return work.finally(() => this.#negotiations.delete(work));
  }

  #openPeer(data: OrderData<'peer-offer'>): PeerCarriage {
    const { sessionId, leaseId, iceServers } = data;
    const lines = linesOf(data.sessionType);
    this.#close(sessionId);
    this.#leaseOf.set(sessionId, leaseId);
    const carriage = new PeerCarriage({
      sessionId,
      lines,
      lease: this.leases.obtain(leaseId),
      connection: this.#options.createConnection({ iceServers }),
      remoteTracks: this.remoteTracks,
      tell: this.#tell,
    });
    this.#peers.set(sessionId, carriage);
    return carriage;
  }

  #openStay({ leaseId, screenLeaseId, consumers: _, ...opening }: OrderData<'sfu-open'>): SfuCarriage {
    this.#close(opening.conferenceId);
    this.#leaseOf.set(opening.conferenceId, leaseId);
    const carriage = new SfuCarriage({
      opening,
      lease: this.leases.obtain(leaseId),
      screenLease: this.leases.obtain(screenLeaseId),
      client: this.#sfuDevice.loaded,
      remoteTracks: this.remoteTracks,
      shownPictures: this.#options.shownPictures,
      send: this.#options.send,
      tell: this.#tell,
    });
    this.#stays.set(opening.conferenceId, carriage);
    return carriage;
  }

  #close(carriageId: CarriageId): void {
    this.#leaseOf.delete(carriageId);
    for (const carriages of [this.#peers, this.#stays] as Map<CarriageId, PeerCarriage | SfuCarriage>[]) {
      carriages.get(carriageId)?.close();
      carriages.delete(carriageId);
    }
  }
}

function known<Id, Carriage>(carriages: ReadonlyMap<Id, Carriage>, id: Id): Carriage {
  const carriage = carriages.get(id);
  if (!carriage) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such carriage');
  return carriage;
}
