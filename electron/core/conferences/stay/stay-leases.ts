import type { Holder } from '../../../../protocol/local/ledger.ts';
import type { RequestedMedia, Source } from '../../../../protocol/media.ts';
import type { MediaStatus } from '../../../../protocol/signaling/shapes.ts';
import type { Lease, LeaseChanged } from '../../devices/lease.ts';

/** What is open already for a stay that begins: of a preview, or of a call that becomes a conference. */
export interface Brought {
  /** Of microphone and camera. */
  capture?: Lease;
  screen?: Lease;
  /** Until the devices that are on their way are open. Never rejects. */
  opened?: Promise<void>;
}

export interface StayLeasesOptions {
  grant(holder: Holder, changed: LeaseChanged): Lease;
  brought: Brought;
  /** Of the conference, as far as it is known. */
  title: string;
  /** What is sent is different now. */
  changed: LeaseChanged;
}

/** What one stay sends: microphone and camera from one lease, the screen from one of its own. */
export class StayLeases {
  readonly #options: StayLeasesOptions;
  #capture: Lease;
  #screen: Lease;
  #status: MediaStatus;
  #title: string;
  #opened: Promise<void> | undefined;

  constructor(options: StayLeasesOptions) {
    this.#options = options;
    this.#title = options.title;
    const { capture, screen, opened } = options.brought;
    this.#capture = capture ?? this.#grant();
    this.#screen = screen ?? this.#grant();
    this.#opened = opened;
    this.#takeOver();
    this.#status = this.#merged();
  }

  get ids() {
    return { leaseId: this.#capture.id, screenLeaseId: this.#screen.id };
  }

  /** Of all sources. The same object as long as nothing changes. */
  get status(): MediaStatus {
    return this.#status;
  }

  /** Brings microphone and camera to what is wanted, once what is on its way is open. Never rejects. */
  async bringTo(wanted: RequestedMedia): Promise<void> {
    const lease = this.#capture;
    if (this.#opened !== undefined) await this.#opened;
    this.#opened = undefined;
    await lease.bringTo(wanted);
  }

  /** @throws ParleyError as {@link Lease.openScreen} */
  openScreen(): Promise<boolean> {
    return this.#screen.openScreen();
  }

  /** @throws ParleyError as {@link Lease.set} */
  async stop(source: Source): Promise<void> {
    if (this.#status[source] !== 'on') return;
    await (source === 'screen' ? this.#screen : this.#capture).set(source, false);
  }

  /** The title of the conference is known now: the ledger says what the devices are held for. */
  name(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.#takeOver();
  }

  /** Opens microphone and camera as they were under earlier leases; muted stays muted. Never rejects. */
  restore(before: MediaStatus): Promise<void> {
    return this.#capture.restore(before);
  }

  /** Idempotent; never rejects. */
  async release(): Promise<void> {
    const released = [this.#capture.release(), this.#screen.release()];
    this.#status = this.#merged();
    await Promise.all(released);
  }

  /** Devices may be opened again after they were given back. */
  renew(): void {
    this.#capture = this.#grant();
    this.#screen = this.#grant();
    this.#takeOver();
  }

  #grant(): Lease {
    return this.#options.grant(this.#holder, () => {});
  }

  #takeOver(): void {
    for (const lease of [this.#capture, this.#screen]) lease.handOver(this.#holder, () => this.#changed());
  }

  #changed(): void {
    this.#status = this.#merged();
    this.#options.changed(this.#status);
  }

  #merged(): MediaStatus {
    const { microphone, camera, interrupted } = this.#capture.status;
    const { screen, screenName } = this.#screen.status;
    return {
      microphone,
      camera,
      screen,
      ...(interrupted !== undefined && { interrupted }),
      ...(screenName !== undefined && { screenName }),
    };
  }

  get #holder(): Holder {
    return { purpose: 'conference', name: this.#title };
  }
}
