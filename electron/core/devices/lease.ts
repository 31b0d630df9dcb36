import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import { ALL_OFF, type MediaStatus } from '../../../protocol/signaling/shapes.ts';
import type { CaptureStatus, LeasedDevices } from './leased-devices.ts';

/** Called after every change of what a lease sends. */
export type LeaseChanged = (status: MediaStatus) => void;

/** What the rights to the same devices have in common. */
export interface SharedDevices {
  devices: LeasedDevices;
  /** All rights that are not released. The oldest is the first, and its holder is in the ledger. */
  rights: Lease[];
  /** The first right has another holder. */
  heldBy(first: Lease): void;
  /** The last right was released. */
  closed(): void;
}

/**
 * The right of one session or stay to its capture devices (SPEC LEASE): a small port to {@link LeasedDevices}. Several
 * may have a right to the same devices, under one ID: what one of them turns on or off is so for all, and each is
 * notified. The devices rest when all rights rest, and are released with the last right.
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

  /** Who holds this right, and what for. */
  get holder(): Holder {
    return this.#holder;
  }

  /** The sources that are sent; none once this right is released. */
  get status(): MediaStatus {
    return this.#released ? ALL_OFF : this.#shared.devices.status;
  }

  /** What our user wants of microphone and camera, also while they rest or there is no page. */
  get desired(): CaptureStatus {
    return this.#shared.devices.desired;
  }

  /** What is on, or will be on again after a rest. */
  get wanted(): RequestedMedia {
    const { microphone, camera } = this.desired;
    return { microphone: microphone === 'on', camera: camera === 'on' };
  }

  /**
   * Another right to the same devices. Opens nothing; the caller reads `status` first and is notified of every change.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when this one is released
   */
  share(holder: Holder, changed: LeaseChanged): Lease {
    this.#check();
    const right = new Lease(this.#shared, holder, changed);
    void this.#settle();
    return right;
  }

  /** Passes this right on. The new holder reads `status` first and is notified of every change. */
  handOver(holder: Holder, changed: LeaseChanged): void {
    this.#holder = holder;
    this.#changed = changed;
    if (this.#shared.rights[0] === this) this.#shared.heldBy(this);
  }

  /** Called when what is sent has changed. */
  changed(status: MediaStatus): void {
    this.#changed(status);
  }

  /** As {@link LeasedDevices.open}; nothing once this right is released. */
  async open(media: RequestedMedia): Promise<ParleyError | undefined> {
    return this.#released ? undefined : this.#shared.devices.open(media);
  }

  /** As {@link LeasedDevices.set}. @throws ParleyError MEDIA_OBJECT_UNKNOWN when this right is released */
  async set(source: Source, on: boolean, wish?: number): Promise<void> {
    this.#check();
    await this.#shared.devices.set(source, on, wish);
  }

  /** As {@link LeasedDevices.muteOutsidePage}; nothing once this right is released. */
  async muteOutsidePage(): Promise<void> {
    if (!this.#released) await this.#shared.devices.muteOutsidePage();
  }

  /** As {@link LeasedDevices.wished}. */
  wished(wish: number | undefined): void {
    this.#shared.devices.wished(wish);
  }

  /** As {@link LeasedDevices.bringTo}; nothing once this right is released. */
  async bringTo(wanted: RequestedMedia): Promise<void> {
    if (!this.#released) await this.#shared.devices.bringTo(wanted);
  }

  /** As {@link LeasedDevices.openScreen}. @throws ParleyError MEDIA_OBJECT_UNKNOWN when this right is released */
  async openScreen(): Promise<boolean> {
    this.#check();
    return this.#shared.devices.openScreen();
  }

  /** Does not need the devices for now: they rest, unless another right needs them. Idempotent; never rejects. */
  async rest(): Promise<void> {
    this.#rests = true;
    await this.#settle();
  }

  /** Needs them again. Never rejects: a device that fails is an alert. */
  async resume(): Promise<void> {
    this.#rests = false;
    await this.#settle();
  }

  /** As {@link LeasedDevices.restore}; nothing once this right is released. */
  async restore(before: CaptureStatus): Promise<void> {
    if (!this.#released) await this.#shared.devices.restore(before);
  }

  /** As {@link LeasedDevices.reopen}; nothing once this right is released. */
  async reopen(): Promise<void> {
    if (!this.#released) await this.#shared.devices.reopen();
  }

  /** Ends this right. With the last one, the devices are released at once. Idempotent; never rejects. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    const { devices, rights, heldBy, closed } = this.#shared;
    const wasFirst = rights[0] === this;
    rights.splice(rights.indexOf(this), 1);
    const [first] = rights;
    if (first === undefined) {
      closed();
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
    if (this.#released) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'the devices were released');
  }
}
