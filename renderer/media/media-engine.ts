import { ParleyError } from '../../protocol/errors.ts';
import type { CarriageId, LeaseId } from '../../protocol/ids.ts';
import type { RtpCapabilities } from '../../protocol/media.ts';
import type { OrderHandlers } from '../../protocol/rpc/envelope.ts';
import type { OrderData } from '../../protocol/rpc/orders.ts';
import type { SendCommand } from '../bridge/send-command.ts';
import { PeerCarriage } from './carriages/peer-carriage.ts';
import { linesOf } from './carriages/peer-lines.ts';
import { dtlsParametersOf, type SfuClient, SfuDevice } from './carriages/sfu-device.ts';
import { type DevicePort, Devices } from './devices/devices.ts';
import { Leases } from './devices/leases.ts';
import type { Players } from './hand-over/play-watches.ts';
import { factTeller, type TellFact } from './media-ports.ts';
import { Negotiations } from './negotiations.ts';
import { Publications } from './publications.ts';
import { RemoteTracks } from './remote-tracks.ts';
import type { ShownPictures } from './shown-pictures.ts';
import type { Stays } from './stays.ts';

/** The orders about media. */
export type MediaOrders = Omit<
  OrderHandlers,
  'state-changed' | 'messages-changed' | 'show-reaction' | 'stay-exited' | 'leave-failed'
>;

/** What the media of a page needs from outside. */
export interface MediaEngineOptions {
  readonly send: SendCommand;
  readonly devices: DevicePort;
  readonly shownPictures: ShownPictures;
  /** Plays the tracks that this page receives. */
  readonly playback: Players['playback'];
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly createSfuClient: () => Promise<SfuClient>;
}

/**
 * The media of this page, driven by main's orders. Leases (what is sent) and carriages (how it travels) are opened and
 * closed independently.
 */
export class MediaEngine {
  readonly leases: Leases;
  readonly remoteTracks = new RemoteTracks();
  readonly orders: MediaOrders;
  readonly #options: MediaEngineOptions;
  readonly #tell: TellFact;
  readonly #devices: Devices;
  readonly #sfuDevice: SfuDevice;
  readonly #publications: Publications;
  readonly #negotiations = new Negotiations();
  readonly #peers = new Map<CarriageId, PeerCarriage>();
  #stays: Stays | undefined;

  constructor(options: MediaEngineOptions) {
    this.#options = options;
    this.#tell = factTeller(options.send);
    this.#sfuDevice = new SfuDevice(options.createSfuClient);
    this.#devices = new Devices(options.devices);
    this.leases = new Leases({
      devices: this.#devices,
      send: options.send,
      onEnded: (leaseId, source, code) =>
        this.#tell('source-ended', { leaseId, source, ...(code && { code }) }),
      newsOf: (leaseId) => ({
        opened: (source) => this.#tell('source-opened', { leaseId, source }),
        interrupted: (source, interrupted) =>
          this.#tell('source-interrupted', { leaseId, source, interrupted }),
        replaced: (source) => this.#tell('source-replaced', { leaseId, source }),
      }),
    });
    this.#publications = new Publications(this.leases);
    this.orders = {
      ...this.#leaseOrders(),
      ...this.#peerOrders(),
      ...this.#laterPeerOrders(),
      ...this.#sfuOrders(),
    };
  }

  /** Loads the SFU client ahead of the first conference. If this fails, joining tries again. */
  preload(routerRtpCapabilities: RtpCapabilities): void {
    this.#loadSfu(routerRtpCapabilities).catch(() => undefined);
  }

  /** Resolves when no negotiation runs, as {@link Negotiations.settled}. */
  untilNegotiated(): Promise<void> {
    return this.#negotiations.settled();
  }

  /**
   * Our user ends this session or stay: the devices that only it sends are released and it falls silent, at once. Its
   * carriage ends when main says so.
   * @returns reverts that, if main refuses
   */
  endNow(carriageId: CarriageId): () => void {
    const reopen = this.#publications.endDevicesOf(carriageId);
    this.remoteTracks.silenceSound(carriageId, true);
    return () => {
      this.remoteTracks.silenceSound(carriageId, false);
      void reopen();
    };
  }

  /** The leases that only this session or stay sends. */
  leasesOf(carriageId: CarriageId): LeaseId[] {
    return this.#publications.leasesOf(carriageId);
  }

  /** Releases every device and ends every carriage at once. Idempotent; orders may follow afterwards. */
  releaseAll(): void {
    this.leases.releaseAll();
    for (const sessionId of this.#peers.keys()) this.#closePeer(sessionId);
    this.#stays?.closeAll();
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
      'open-sources': ({ leaseId, media, wish }) => this.leases.obtain(leaseId).open(media, wish),
      'open-screen': ({ leaseId }) => this.leases.obtain(leaseId).openScreen(),
      'set-source': ({ leaseId, source, on, wish }) =>
        this.leases.obtain(leaseId).setSource(source, on, wish),
      'release-lease': async ({ leaseId }) => ({ released: this.leases.release(leaseId) }),
      'close-carriage': async ({ carriageId }) => {
        this.#closePeer(carriageId);
        this.#stays?.close(carriageId);
        return {};
      },
    };
  }

  #peerOrders(): Pick<
    MediaOrders,
    'peer-offer' | 'peer-answer' | 'peer-apply-answer' | 'peer-add-candidate'
  > {
    return {
      'peer-offer': async (data) => ({ offer: await this.#negotiations.run(this.#openPeer(data).offer()) }),
      'peer-answer': async (data) => ({
        answer: await this.#negotiations.run(this.#openPeer(data).answer(data.offer)),
      }),
      'peer-apply-answer': async ({ sessionId, answer }) => {
        await this.#peer(sessionId).applyAnswer(answer);
        return {};
      },
      'peer-add-candidate': async ({ sessionId, candidate }) => {
        this.#peer(sessionId).addCandidate(candidate);
        return {};
      },
    };
  }

  /** The orders for an agreed session. */
  #laterPeerOrders(): Pick<MediaOrders, 'peer-restart' | 'peer-reanswer' | 'peer-hold'> {
    return {
      'peer-restart': async ({ sessionId }) => ({ offer: await this.#peer(sessionId).restart() }),
      'peer-reanswer': async ({ sessionId, offer }) => ({
        answer: await this.#peer(sessionId).reanswer(offer),
      }),
      'peer-hold': async ({ sessionId, held }) => {
        await this.#peer(sessionId).hold(held);
        return {};
      },
    };
  }

  #sfuOrders(): Pick<
    MediaOrders,
    | 'sfu-capabilities'
    | 'sfu-open'
    | 'sfu-suspend'
    | 'sfu-resume'
    | 'hand-over'
    | 'sfu-consume'
    | 'sfu-close-consumer'
    | 'sfu-layers-wanted'
    | 'sfu-make-key-frame'
  > {
    const carriage = ({ conferenceId }: { conferenceId: CarriageId }) =>
      this.#loadedStays.carriage(conferenceId);
    return {
      'sfu-capabilities': async ({ routerRtpCapabilities }) => {
        const client = await this.#loadSfu(routerRtpCapabilities);
        const rtpCapabilities = client.device.recvRtpCapabilities as RtpCapabilities;
        return { rtpCapabilities, dtlsParameters: dtlsParametersOf(client) };
      },
      'sfu-open': async (data) => {
        await this.#loadedStays.open(data, this.#sfuDevice.loaded);
        return {};
      },
      'sfu-suspend': async (data) => {
        carriage(data).suspend();
        return {};
      },
      'sfu-resume': async (data) => {
        this.#loadedStays.resume(data);
        return {};
      },
      'hand-over': async (data) => {
        this.#loadedStays.handOvers.begin(data);
        return {};
      },
      'sfu-consume': async (data) => {
        await carriage(data).receive(data.consumer);
        return {};
      },
      'sfu-close-consumer': async (data) => {
        await carriage(data).closeConsumer(data.consumerId);
        return {};
      },
      'sfu-layers-wanted': async (data) => {
        carriage(data).setLayersWanted(data.producerId, data.spatialLayer);
        return {};
      },
      'sfu-make-key-frame': async (data) => {
        carriage(data).makeKeyFrame(data.producerId);
        return {};
      },
    };
  }

  /** Loads the parts that only conferences need, together with the SFU client, not with the first script. */
  async #loadSfu(routerRtpCapabilities: RtpCapabilities): Promise<SfuClient> {
    const [client, { Stays }] = await Promise.all([
      this.#sfuDevice.load(routerRtpCapabilities),
      import('./stays.ts'),
    ]);
    const { send, shownPictures, playback } = this.#options;
    this.#stays ??= new Stays({
      publications: this.#publications,
      players: { remoteTracks: this.remoteTracks, shownPictures, playback },
      negotiations: this.#negotiations,
      send,
      tell: this.#tell,
    });
    return client;
  }

  get #loadedStays(): Stays {
    if (!this.#stays) throw new ParleyError('STATE_ILLEGAL', 'no SFU client is loaded');
    return this.#stays;
  }

  #openPeer(data: OrderData<'peer-offer'>): PeerCarriage {
    const { sessionId, leaseId, iceServers } = data;
    const lines = linesOf(data.sessionType);
    this.#closePeer(sessionId);
    const carriage = new PeerCarriage({
      sessionId,
      lines,
      publication: this.#publications.open(sessionId, { leaseId }),
      connection: this.#options.createConnection({ iceServers }),
      remoteTracks: this.remoteTracks,
      tell: this.#tell,
    });
    this.#peers.set(sessionId, carriage);
    return carriage;
  }

  #peer(sessionId: CarriageId): PeerCarriage {
    const carriage = this.#peers.get(sessionId);
    if (!carriage) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such session');
    return carriage;
  }

  #closePeer(sessionId: CarriageId): void {
    this.#peers.get(sessionId)?.close();
    if (this.#peers.delete(sessionId)) this.#publications.forget(sessionId);
  }
}
