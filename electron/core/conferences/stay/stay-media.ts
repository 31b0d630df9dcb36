import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceId, LeaseId } from '../../../../protocol/ids.ts';
import type { Holder } from '../../../../protocol/local/ledger.ts';
import type { IceServer, RequestedMedia, Source } from '../../../../protocol/media.ts';
import type { JoinedReply } from '../../../../protocol/signaling/requests.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { Lease, LeaseChanged } from '../../devices/lease.ts';
import type { Log, PagePort } from '../../ports.ts';

/** Devices, open or opening, for a stay that begins: from a preview, or from a call that becomes a conference. */
export interface Brought {
  /** The lease of microphone and camera. */
  capture?: Lease;
  screen?: Lease;
}

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
  brought: Brought;
  /** Called when what is sent has changed. */
  changed: LeaseChanged;
}

/**
 * What one stay sends and how it travels: microphone and camera from one lease, the screen from a lease of its own,
 * and the carriage on the page.
 */
export class StayMedia {
  readonly #ports: StayMediaPorts;
  readonly #conferenceId: ConferenceId;
  readonly #changed: LeaseChanged;
  #title: string;
  #capture: Lease;
  #screen: Lease;
  #status: MediaStatus;
  /** Orders about consumers come after the one that opens the carriage; null without a carriage. */
  #carriage: Promise<void> | null = null;

  constructor({ ports, conferenceId, title, brought, changed }: StayMediaOptions) {
    this.#ports = ports;
    this.#conferenceId = conferenceId;
    this.#title = title;
    this.#changed = changed;
    this.#capture = brought.capture ?? this.#grant();
    this.#screen = brought.screen ?? this.#grant();
    this.#takeOver();
    this.#status = this.#merged();
  }

  get leaseIds(): { leaseId: LeaseId; screenLeaseId: LeaseId } {
    return { leaseId: this.#capture.id, screenLeaseId: this.#screen.id };
  }

  /** The sources that are sent. It is the same object as long as nothing changes. */
  get status(): MediaStatus {
    return this.#status;
  }

  /** Whether anything is sent or received. */
  get carried(): boolean {
    return this.#carriage !== null;
  }

  /** Turns microphone and camera on or off as wanted. Open devices that are wanted stay open. Never rejects. */
  open(wanted: RequestedMedia): Promise<void> {
    return this.#capture.bringTo(wanted);
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

  /** Sends an order about the carriage once the carriage is open, if it still is. */
  whenCarried(order: (page: PagePort) => Promise<unknown>): void {
    const carriage = this.#carriage;
    const send = async () => {
      await carriage;
      if (this.#carriage === carriage && carriage !== null) await order(this.#ports.page);
    };
    void this.#quietly(send());
  }

  /** Sets the title of the conference, so that the ledger says what the devices are held for. */
  name(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.#takeOver();
  }

  /** Another person has stopped our sources. */
  stop(source: Source): void {
    const lease = source === 'screen' ? this.#screen : this.#capture;
    if (this.#status[source] === 'on') void this.#quietly(lease.set(source, false));
  }

  /** @returns whether the user chose one. @throws ParleyError as {@link Lease.openScreen} */
  openScreen(): Promise<boolean> {
    return this.#screen.openScreen();
  }

  /**
   * Ends sharing and audio-video: every device is released, then the carriage ends. Idempotent.
   * @returns when the page has done so. Never rejects
   */
  async close(): Promise<void> {
    const carriageId = this.#conferenceId;
    const closed = this.#releaseAnd((page) => page.order('close-carriage', { carriageId }));
    this.#carriage = null;
    await closed;
  }

  /**
   * Prepares for a leave: every device is released, and nothing is sent or played. The carriage stays, because the
   * leave may fail.
   * @returns when the page has done so. Never rejects
   */
  suspend(): Promise<void> {
    return this.#releaseAnd((page) => page.order('sfu-suspend', { conferenceId: this.#conferenceId }));
  }

  /**
   * Restores the devices after a failed leave: those that were on open again, except the screen; muted stays muted.
   * Never rejects: a device that fails is an alert.
   */
  async resume(): Promise<void> {
    const { desired } = this.#capture;
    this.renew();
    const order = { conferenceId: this.#conferenceId, ...this.leaseIds };
    this.whenCarried((page) => page.order('sfu-resume', order));
    await this.#capture.restore(desired);
  }

  /** Allows opening devices again after they were released. */
  renew(): void {
    this.#capture = this.#grant();
    this.#screen = this.#grant();
    this.#takeOver();
  }

  /** Devices first: ending a transport takes the page longer than ending a track. */
  async #releaseAnd(order: (page: PagePort) => Promise<unknown>): Promise<void> {
    const { page } = this.#ports;
    const released = [this.#capture.release(), this.#screen.release()];
    this.#status = this.#merged();
    const ordered = this.carried && page.attached ? order(page) : undefined;
    await Promise.all([...released, ordered && this.#quietly(ordered)]);
  }

  get #holder(): Holder {
    return { purpose: 'conference', name: this.#title };
  }

  #grant(): Lease {
    return this.#ports.grantLease(this.#holder, () => {});
  }

  #takeOver(): void {
    const changed = () => {
      this.#status = this.#merged();
      this.#changed(this.#status);
    };
    for (const lease of [this.#capture, this.#screen]) lease.handOver(this.#holder, changed);
  }

  #merged(): MediaStatus {
    const { microphone, camera, interrupted } = this.#capture.status;
    const { screen, screenName } = this.#screen.status;
    return { microphone, camera, screen, interrupted, screenName };
  }

  async #quietly(work: Promise<unknown>): Promise<void> {
    await work.catch((error) => {
      this.#ports.log.info('ignored', { code: ParleyError.from(error, 'MEDIA_FAILED').code });
    });
  }
}
