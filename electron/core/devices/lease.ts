import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { ALL_OFF, type CaptureSource, type LeaseDevices } from './lease-devices.ts';

/** Hears of every change of what a lease sends. */
export type LeaseChanged = (status: MediaStatus) => void;

/** What the rights to the same devices have in common. */
export interface SharedDevices {
  devices: LeaseDevices;
  /** All that are not released. Who has been there longest stands first, and in the ledger. */
  rights: Lease[];
  /** Another holder stands first. */
  heldBy(lease: Lease): void;
  /** Nobody is left with a right to them. */
  closed(id: LeaseId): void;
}

/**
 * The right of one session or stay to hold capture devices (SPEC LEASE). Several may have a right to the same devices,
 * under one ID: what one of them turns on or off is so for all, and each hears of it. The devices rest when all that are
 * left rest, and are given back when the last one releases them.
 */
export class Lease {
  readonly #shared: SharedDevices;
  #holder: Holder;
  #changed: LeaseChanged;
  #released = false;
  #rests = false;

  constructor(shared: SharedDevices, holder: Holder, changed: LeaseChanged) {
    this.#shared = shared;
    this.#holder = holder;
    this.#changed = changed;
    shared.rights.push(this);
  }

  get id(): LeaseId {
    return this.#shared.devices.id;
  }

  /** Who holds it, and why. */
  get holder(): Holder {
    return this.#holder;
  }

  /** What is sent; nothing once this right is released. */
  get status(): MediaStatus {
    return this.#released ? ALL_OFF : this.#shared.devices.status;
  }

  /** What is on, or shall be on again after a rest. */
  get wanted(): RequestedMedia {
    return this.#shared.devices.wanted;
  }

  /** Whether this device is being opened right now (LEASE-4). The screen picker knows the same of screens. */
  opens(source: CaptureSource): boolean {
    return this.#shared.devices.opens(source);
  }

  /**
   * Another right to the same devices, for somebody who reads `status` first and hears of every change. Nothing is opened.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when this one is released
   */
  share(holder: Holder, changed: LeaseChanged): Lease {
    this.#check();
    const right = new Lease(this.#shared, holder, changed);
    void this.#settle();
    return right;
  }

  /** This right is somebody else's from now on, who hears of every change and reads `status` first. */
  handOver(holder: Holder, changed: LeaseChanged): void {
    this.#holder = holder;
    this.#changed = changed;
    if (this.#shared.rights[0] === this) this.#shared.heldBy(this);
  }

  /** What is sent is different now. */
  changed(status: MediaStatus): void {
    this.#changed(status);
  }

  /** As {@link LeaseDevices.open}; nothing once this right is released. */
  async open(media: RequestedMedia): Promise<ParleyError | undefined> {
    return this.#released ? undefined : this.#shared.devices.open(media);
  }

  /** As {@link LeaseDevices.set}. @throws ParleyError MEDIA_OBJECT_UNKNOWN when this right is released */
  async set(source: Source, on: boolean, wish?: number): Promise<void> {
    this.#check();
    await this.#shared.devices.set(source, on, wish);
  }

  /** As {@link LeaseDevices.wished}. */
  wished(wish: number | undefined): void {
    this.#shared.devices.wished(wish);
  }

  /** As {@link LeaseDevices.bringTo}; nothing once this right is released. */
  async bringTo(wanted: RequestedMedia): Promise<void> {
    if (!this.#released) await this.#shared.devices.bringTo(wanted);
  }

  /** As {@link LeaseDevices.openScreen}. @throws ParleyError MEDIA_OBJECT_UNKNOWN when this right is released */
  async openScreen(): Promise<boolean> {
    this.#check();
    return this.#shared.devices.openScreen();
  }

  /** Needs nothing of the devices for now: they rest, unless somebody else needs them. Idempotent; never rejects. */
  async rest(): Promise<void> {
    this.#rests = true;
    await this.#settle();
  }

  /** Needs them again. Never rejects: a device that fails is an alert. */
  async resume(): Promise<void> {
    this.#rests = false;
    await this.#settle();
  }

  /** As {@link LeaseDevices.sourceEnded}. */
  sourceEnded(source: Source, error?: ParleyError): void {
    this.#shared.devices.sourceEnded(source, error);
  }

  /** As {@link LeaseDevices.sourceOpened}. */
  sourceOpened(source: CaptureSource): void {
    this.#shared.devices.sourceOpened(source);
  }

  /** As {@link LeaseDevices.sourceInterrupted}. */
  sourceInterrupted(source: CaptureSource, isInterrupted: boolean): void {
    this.#shared.devices.sourceInterrupted(source, isInterrupted);
  }

  /** As {@link LeaseDevices.sourceReplaced}. */
  sourceReplaced(source: CaptureSource): void {
    this.#shared.devices.sourceReplaced(source);
  }

  /** As {@link LeaseDevices.pageGone}. */
  pageGone(): void {
    this.#shared.devices.pageGone();
  }

  /** As {@link LeaseDevices.restore}; nothing once this right is released. */
  async restore(before: Pick<MediaStatus, CaptureSource>): Promise<void> {
    if (!this.#released) await this.#shared.devices.restore(before);
  }

  /** As {@link LeaseDevices.reopen}; nothing once this right is released. */
  async reopen(): Promise<void> {
    if (!this.#released) await this.#shared.devices.reopen();
  }

  /** Gives this right up. With the last one, the devices are given back at once. Idempotent; never rejects. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    const { devices, rights, heldBy, closed } = this.#shared;
    const wasFirst = rights[0] === this;
    rights.splice(rights.indexOf(this), 1);
    const [first] = rights;
    if (first === undefined) {
      closed(this.id);
      await devices.release();
    } else {
      if (wasFirst) heldBy(first);
      await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    const { devices, rights } = this.#shared;
    if (rights.length === 0) return;
    if (rights.every((right) => right.#rests)) await devices.rest();
    else await devices.resume();
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN */
  #check(): void {
    if (this.#released) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'the devices were given back');
  }
}
