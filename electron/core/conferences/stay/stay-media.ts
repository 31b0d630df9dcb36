import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceId, LeaseId } from '../../../../protocol/ids.ts';
import type { Holder } from '../../../../protocol/local/ledger.ts';
import type { IceServer, RequestedMedia, Source } from '../../../../protocol/media.ts';
import type { JoinedReply } from '../../../../protocol/signaling/requests.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { Lease, LeaseChanged } from '../../devices/lease.ts';
import type { Log, PagePort } from '../../ports.ts';
import { type Brought, StayLeases } from './stay-leases.ts';

export interface StayMediaPorts {
  page: PagePort;
  log: Log;
  iceServers(): IceServer[];
  grantLease(holder: Holder, changed: LeaseChanged): Lease;
}

export interface StayMediaOptions {
  ports: StayMediaPorts;
  conferenceId: ConferenceId;
  /** Of the conference, as far as it is known. */
  title: string;
  /** What is open for it already. */
  brought: Brought;
  /** What is sent is different now. */
  changed: LeaseChanged;
}

/** What one stay sends and how it travels: its leases, and its carriage on the page. */
export class StayMedia {
  readonly #ports: StayMediaPorts;
  readonly #conferenceId: ConferenceId;
  readonly #leases: StayLeases;
  /** Orders about consumers come after the one that opens the carriage; null without a carriage. */
  #carriage: Promise<void> | null = null;

  constructor({ ports, conferenceId, ...sent }: StayMediaOptions) {
    this.#ports = ports;
    this.#conferenceId = conferenceId;
    const grant = (holder: Holder, changed: LeaseChanged) => ports.grantLease(holder, changed);
    this.#leases = new StayLeases({ ...sent, grant });
  }

  /** Of microphone and camera, and of the screen. */
  get leaseIds(): { leaseId: LeaseId; screenLeaseId: LeaseId } {
    return this.#leases.ids;
  }

  /** What is sent. The same object as long as nothing changes. */
  get status(): MediaStatus {
    return this.#leases.status;
  }

  /** Whether anything is sent or received. */
  get carried(): boolean {
    return this.#carriage !== null;
  }

  /** Opens the devices that are wanted; what is open already stays open. Never rejects. */
  open(wanted: RequestedMedia): Promise<void> {
    return this.#leases.bringTo(wanted);
  }

  /** Opens the carriage. @throws ParleyError why the page could not */
  async carry(reply: Pick<JoinedReply, 'sendTransport' | 'receiveTransport' | 'consumers'>): Promise<void> {
    const { sendTransport, receiveTransport, consumers } = reply;
    this.#carriage = this.#ports.page
      .order('sfu-open', {
        conferenceId: this.#conferenceId,
        ...this.leaseIds,
        iceServers: this.#ports.iceServers(),
        sendTransport,
        receiveTransport,
        consumers,
      })
      .then(() => {});
    await this.#carriage;
  }

  /** Gives an order about the carriage once that is open, as long as it is. */
  whenCarried(order: (page: PagePort) => Promise<unknown>): void {
    const carriage = this.#carriage;
    const send = async () => {
      await carriage;
      if (this.#carriage === carriage && carriage !== null) await order(this.#ports.page);
    };
    this.#quietly(send());
  }

  /** The title of the conference is known now. */
  name(title: string): void {
    this.#leases.name(title);
  }

  /** Another person has stopped what we send. */
  stop(source: Source): void {
    this.#quietly(this.#leases.stop(source));
  }

  /** @returns whether the user chose one. @throws ParleyError as {@link Lease.openScreen} */
  openScreen(): Promise<boolean> {
    return this.#leases.openScreen();
  }

  /**
   * Ends sharing and audio-video: every device is given back, then the carriage ends. Idempotent.
   * @returns when the page has done so. Never rejects
   */
  async close(): Promise<void> {
    const { page } = this.#ports;
    // Devices first: ending a transport takes the page longer than ending a track.
    const released = this.#leases.release();
    const carriageId = this.#conferenceId;
    const closed = this.carried && page.attached ? page.order('close-carriage', { carriageId }) : undefined;
    this.#carriage = null;
    await Promise.all([released, closed?.catch((error) => this.#ignored(error))]);
  }

  /**
   * A leave begins: every device is released, and nothing is sent or played any more. The carriage stays, since the leave
   * may fail.
   * @returns when the page has done so. Never rejects
   */
  async suspend(): Promise<void> {
    const { page } = this.#ports;
    const released = this.#leases.release();
    const order = { conferenceId: this.#conferenceId };
    const suspended = this.carried && page.attached ? page.order('sfu-suspend', order) : undefined;
    await Promise.all([released, suspended?.catch((error) => this.#ignored(error))]);
  }

  /** The leave failed: what was on before is opened again, but no screen. Never rejects: a device that fails is an alert. */
  async resume(before: MediaStatus): Promise<void> {
    this.#leases.renew();
    const order = { conferenceId: this.#conferenceId, ...this.leaseIds };
    this.whenCarried((page) => page.order('sfu-resume', order));
    await this.#leases.restore(before);
  }

  /** Devices may be opened again after they were given back. */
  renew(): void {
    this.#leases.renew();
  }

  #quietly(work: Promise<unknown>): void {
    work.catch((error) => this.#ignored(error));
  }

  #ignored(thrown: unknown): void {
    this.#ports.log.info('ignored', { code: ParleyError.from(thrown, 'MEDIA_FAILED').code });
  }
}
