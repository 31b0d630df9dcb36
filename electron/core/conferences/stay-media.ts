import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/ledger.ts';
import type { IceServer, RequestedMedia, Source } from '../../../protocol/media.ts';
import type { JoinedReply } from '../../../protocol/signaling/requests.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import type { Lease, LeaseChanged } from '../leases/lease.ts';
import type { Log, PagePort } from '../ports.ts';
import type { Previewed } from './preview.ts';

export interface StayMediaPorts {
  page: PagePort;
  log: Log;
  iceServers(): IceServer[];
  grantLease(holder: Holder, changed: LeaseChanged): Lease;
}

export interface StayMediaOptions {
  ports: StayMediaPorts;
  conferenceId: ConferenceId;
  title: string;
  /** What the user has tried before. */
  previewed: Previewed | undefined;
  /** What is sent is different now. */
  changed: LeaseChanged;
}

/** What one stay sends and how it travels: its lease, and its carriage on the page. */
export class StayMedia {
  readonly #options: StayMediaOptions;
  #lease: Lease;
  #closed = false;
  #title: string;
  /** Until the devices of the preview are open. */
  #previewOpened: Promise<void> | undefined;
  /** Orders about consumers come after the one that opens the carriage; null without a carriage. */
  #carriage: Promise<void> | null = null;

  constructor(options: StayMediaOptions) {
    this.#options = options;
    this.#title = options.title;
    const { previewed } = options;
    this.#previewOpened = previewed?.opened;
    this.#lease = previewed?.lease ?? this.#grant();
    if (previewed) this.#lease.handOver(this.#holder, options.changed);
  }

  get leaseId(): LeaseId {
    return this.#lease.id;
  }

  get status(): MediaStatus {
    return this.#lease.status;
  }

  /** Whether anything is sent or received. */
  get carried(): boolean {
    return this.#carriage !== null;
  }

  /** Opens the devices that are wanted; those of the preview stay open. Never rejects. */
  async open(wanted: RequestedMedia): Promise<void> {
    const lease = this.#lease;
    if (this.#previewOpened !== undefined) await this.#previewOpened;
    this.#previewOpened = undefined;
    if (!this.#closed && this.#lease === lease) await lease.bringTo(wanted);
  }

  /** Opens the carriage. @throws ParleyError why the page could not */
  async carry(reply: Pick<JoinedReply, 'sendTransport' | 'receiveTransport' | 'consumers'>): Promise<void> {
    const { ports, conferenceId } = this.#options;
    const { sendTransport, receiveTransport, consumers } = reply;
    this.#carriage = ports.page
      .order('sfu-open', {
        ...{
          conferenceId,
          leaseId: this.#lease.id,
          screenLeaseId: this.#lease.id,
          iceServers: ports.iceServers(),
        },
        ...{ sendTransport, receiveTransport, consumers },
      })
      .then(() => {});
    await this.#carriage;
  }

  /** Gives an order about the carriage once that is open, as long as it is. */
  whenCarried(order: (page: PagePort) => Promise<unknown>): void {
    const carriage = this.#carriage;
    const send = async () => {
      await carriage;
      if (this.#carriage === carriage && carriage !== null) await order(this.#options.ports.page);
    };
    this.#quietly(send());
  }

  /** The title of the conference is known now: the ledger says what the devices are held for. */
  name(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.#lease.handOver(this.#holder, this.#options.changed);
  }

  /** Somebody else has stopped what we send. */
  stop(source: Source): void {
    if (this.#lease.status[source] === 'on') this.#quietly(this.#lease.set(source, false));
  }

  /** @returns whether the user chose one. @throws ParleyError MEDIA_OBJECT_UNKNOWN, or as {@link Lease.openScreen} */
  async openScreen(): Promise<boolean> {
    if (this.#closed) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'the devices were given back');
    return this.#lease.openScreen();
  }

  /**
   * Ends sharing and audio-video: every device is given back, then the carriage ends. Idempotent.
   * @returns when the page has done so. Never rejects
   */
  async close(): Promise<void> {
    const { page } = this.#options.ports;
    // Devices first: ending a transport takes the page longer than ending a track.
    const released = this.#lease.release();
    const { conferenceId: carriageId } = this.#options;
    const closed = this.carried && page.attached ? page.order('close-carriage', { carriageId }) : undefined;
    this.#carriage = null;
    this.#closed = true;
    await Promise.all([released, closed?.catch((error) => this.#ignored(error))]);
  }

  /** Devices may be opened again after they were given back. */
  renew(): void {
    this.#lease = this.#grant();
    this.#closed = false;
  }

  get #holder(): Holder {
    return { purpose: 'conference', name: this.#title };
  }

  #grant(): Lease {
    return this.#options.ports.grantLease(this.#holder, this.#options.changed);
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => this.#ignored(error));
  }

  #ignored(thrown: unknown): void {
    this.#options.ports.log.info('ignored', { code: ParleyError.from(thrown, 'MEDIA_FAILED').code });
  }
}
