import { ParleyError } from '../../../protocol/errors.ts';
import { LeaseId } from '../../../protocol/ids.ts';
import type { RequestedMedia, Source } from '../../../protocol/media.ts';
import type { OrderReply, SourceResult } from '../../../protocol/rpc/orders.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { ShortText } from '../../../protocol/text/addresses.ts';
import type { Ids, Log, PagePort } from '../ports.ts';
import { IntendedDevices } from './intended-devices.ts';

/** Nothing is sent. */
export const ALL_OFF: MediaStatus = { microphone: 'off', camera: 'off', screen: 'off' };

/** What the devices of leases need from around them. */
export interface DevicePorts {
  page: PagePort;
  ids: Ids;
  log: Log;
}

/** A source that opens with a permission of its own; screens have a picker. */
export type CaptureSource = 'microphone' | 'camera';
const CAPTURE_SOURCES: readonly CaptureSource[] = ['microphone', 'camera'];

/** What the devices of a lease tell. */
export interface DeviceEvents {
  changed(status: MediaStatus): void;
  /** One of them could not be opened, or went away. */
  failed(error: ParleyError): void;
}

/** The capture devices of one lease, for all who have a right to them ({@link Lease}). */
export class LeaseDevices {
  readonly id: LeaseId;
  #status = ALL_OFF;
  #released = false;
  /** Whether the page has ever heard of it. */
  #known = false;
  /** The latest wish that the page has told, as the page counts. */
  #wish: number | undefined;
  /** How many orders to open each are out. */
  readonly #opening = { microphone: 0, camera: 0 };
  readonly #intended = new IntendedDevices();
  /** The page that had them is gone, and none has taken its place: what is asked for is kept for the next one. */
  #pageless = false;
  /** How many pages are gone: what fails on one of them says nothing of the next. */
  #pagesGone = 0;
  /** While it rests: what shall be on again afterwards. */
  #resting: { microphone: boolean; camera: boolean } | null = null;
  readonly #ports: DevicePorts;
  readonly #events: DeviceEvents;

  constructor(ports: DevicePorts, events: DeviceEvents) {
    this.id = LeaseId.parse(ports.ids.next());
    this.#ports = ports;
    this.#events = events;
  }

  get status(): MediaStatus {
    return this.#status;
  }

  /** What is on, or shall be on again after a rest. */
  get wanted(): RequestedMedia {
    const { microphone, camera } = this.#intended;
    return this.#resting ?? { microphone: microphone === 'on', camera: camera === 'on' };
  }

  /** Whether this device is being opened right now (LEASE-4). The screen picker knows the same of screens. */
  opens(source: CaptureSource): boolean {
    return this.#opening[source] > 0;
  }

  /**
   * Opens the devices that are wanted. Resolves when each is open or has failed; never rejects.
   * @returns MEDIA_PERMISSION_DENIED when the user or the system said no to all of them
   */
  async open(media: RequestedMedia): Promise<ParleyError | undefined> {
    this.#intended.open(media);
    return this.#pageless ? undefined : this.#open(media);
  }

  /**
   * Turns one source on or off. A microphone that is off is muted; a camera or screen that is off is released.
   * While the lease rests this is kept for later (SPEC INV-10).
   * @param wish its number, as the page counts
   * @throws ParleyError what kept the source from opening, or PAGE_ABSENT
   */
  async set(source: Source, on: boolean, wish?: number): Promise<void> {
    this.wished(wish);
    if (this.#resting && source !== 'screen') this.#resting[source] = on;
    else await this.#turn(source, on);
  }

  /** The page has told a wish of our user: orders from now on say so. */
  wished(wish: number | undefined): void {
    this.#wish = wish ?? this.#wish;
  }

  /**
   * Brings microphone and camera to what is wanted. What is open already is not opened again; a microphone that is not
   * wanted is muted, a camera is given back. Never rejects.
   */
  async bringTo(wanted: RequestedMedia): Promise<void> {
    const { microphone, camera } = this.#status;
    for (const source of CAPTURE_SOURCES) if (!wanted[source]) this.#intended.turn(source, false);
    const turn = (source: CaptureSource, on: boolean) =>
      this.set(source, on).catch((error) => this.#failed(error));
    await Promise.all([
      ...(microphone !== 'off' && (microphone === 'on') !== wanted.microphone
        ? [turn('microphone', wanted.microphone)]
        : []),
      ...(camera === 'on' && !wanted.camera ? [turn('camera', false)] : []),
      this.open({
        microphone: wanted.microphone && microphone === 'off',
        camera: wanted.camera && camera === 'off',
      }),
    ]);
  }

  /**
   * Lets the user choose a screen or window, and opens it.
   * @returns whether one was chosen
   * @throws ParleyError what kept it from opening, or PAGE_ABSENT
   */
  async openScreen(): Promise<boolean> {
    this.#known = true;
    const { result, name } = await this.#ports.page.order('open-screen', { leaseId: this.id });
    if (this.#released) {
      await this.#orderRelease();
      return false;
    }
    if (!result.open) {
      if (result.code === undefined) return false;
      throw new ParleyError(result.code, 'the screen could not be opened', { context: { source: 'screen' } });
    }
    const screenName = ShortText.safeParse(name);
    this.#become({
      ...this.#status,
      screen: 'on',
      ...(screenName.success && screenName.data !== undefined ? { screenName: screenName.data } : {}),
    });
    return true;
  }

  /** Gives the camera back and mutes the microphone, and keeps in mind what was on. Idempotent; never rejects. */
  async rest(): Promise<void> {
    if (this.#resting) return;
    const { microphone, camera } = this.#pageless ? this.#intended : this.#status;
    this.#resting = { microphone: microphone === 'on', camera: camera === 'on' };
    await this.#silence({ microphone, camera });
  }

  /** What was on is on again; what was muted stays muted. Never rejects: a device that fails is an alert. */
  async resume(): Promise<void> {
    const wanted = this.#resting;
    this.#resting = null;
    const sources = CAPTURE_SOURCES.filter((source) => wanted?.[source]);
    await Promise.all(
      sources.map((source) => this.#turn(source, true).catch((error) => this.#failed(error))),
    );
  }

  /** The page lost this source: unplugged, or taken away by the system; without an error the user stopped it there. */
  sourceEnded(source: Source, error?: ParleyError): void {
    if (this.#resting && source !== 'screen') this.#resting[source] = false;
    this.#intended.settleFor([source], ALL_OFF);
    this.#become({ ...this.#status, [source]: 'off' });
    if (error) this.#events.failed(error);
  }

  /** One of several is open already: it need not wait for the others (SPEC DEV-3). */
  sourceOpened(source: CaptureSource): void {
    const intended = this.#intended[source];
    if (this.#resting || this.#status[source] !== 'off' || intended === 'off') return;
    this.#become({ ...this.#status, [source]: intended });
  }

  /** The system has muted the track of this source, or no longer does (SPEC DEV-4). */
  sourceInterrupted(source: CaptureSource, isInterrupted: boolean): void {
    const { interrupted = [], ...status } = this.#status;
    if (interrupted.includes(source) === isInterrupted) return;
    const others = interrupted.filter((other) => other !== source);
    const now = isInterrupted ? [...others, source] : others;
    this.#become({ ...status, ...(now.length > 0 && { interrupted: now }) });
  }

  /** The chosen device is not there: our user reads that another one is used (SPEC DEV-2). */
  sourceReplaced(source: CaptureSource): void {
    const context = { source };
    this.#events.failed(new ParleyError('MEDIA_DEVICE_REPLACED', 'another device is used', { context }));
  }

  /** The page is gone, and the devices with it. A page that is still there to hear it gives them back. */
  pageGone(): void {
    this.#pageless = true;
    this.#wish = undefined;
    this.#pagesGone += 1;
    if (this.#known) void this.#orderRelease();
    this.#known = false;
    this.#become(ALL_OFF);
  }

  /**
   * Opens what is wanted on the page that is there now; a muted microphone is muted before it opens. Never rejects: a
   * device that fails is an alert.
   */
  async reopen(): Promise<void> {
    if (!this.#pageless) return;
    this.#pageless = false;
    await this.#openIntended();
  }

  /** Opens what another lease had open, as it was: a muted microphone is muted before it opens. Never rejects. */
  async restore({ microphone, camera }: Pick<MediaStatus, CaptureSource>): Promise<void> {
    this.#intended.microphone = microphone;
    this.#intended.camera = camera;
    if (!this.#pageless) await this.#openIntended();
  }

  async #openIntended(): Promise<void> {
    const { microphone, camera } = this.#intended;
    if (microphone === 'muted') {
      const mute = { leaseId: this.id, source: 'microphone', on: false, wish: this.#wish } as const;
      this.#ports.page.order('set-source', mute).catch((error) => this.#failed(error));
    }
    await this.#open({ microphone: microphone !== 'off', camera: camera === 'on' });
  }

  /** The one release path: everything this lease holds is given back at once. Idempotent; never rejects. */
  release(): Promise<void> {
    if (this.#released) return Promise.resolve();
    this.#released = true;
    this.#status = ALL_OFF;
    return this.#known ? this.#orderRelease() : Promise.resolve();
  }

  async #open(media: RequestedMedia): Promise<ParleyError | undefined> {
    if (!media.microphone && !media.camera) return undefined;
    const results = await this.#openWanted(media);
    if (results === undefined) return undefined;
    const settled = CAPTURE_SOURCES.filter(
      (source) => media[source] && this.#settle(source, results[source]),
    );
    const intended = settled.map((source) => [source, this.#intended[source]]);
    const next: MediaStatus = { ...this.#status, ...Object.fromEntries(intended) };
    this.#become(next);
    if (this.#resting) await this.#silence(next);
    return refusalOfAll(media, results);
  }

  async #turn(source: Source, on: boolean): Promise<void> {
    this.#intended.turn(source, on);
    if (this.#pageless) return;
    const giveUp = this.#givingUp();
    const data = { leaseId: this.id, source, on, wish: this.#wish };
    this.#known = true;
    const opened = CAPTURE_SOURCES.filter((one) => on && one === source);
    try {
      const ordered = this.#whileOpening(opened, () => this.#ports.page.order('set-source', data));
      // Nothing keeps a source from being turned off, and as a rule the page has done it already.
      if (!on) this.#turned(source, false);
      const result = await ordered;
      if (on && !result.open) {
        if (result.code === undefined) return;
        const context = { source };
        throw new ParleyError(result.code, `the ${source} could not be opened`, { context });
      }
    } catch (thrown) {
      giveUp(opened);
      throw thrown;
    }
    if (!on || (source !== 'screen' && !this.#isIntended(source))) return;
    this.#turned(source, true);
    if (on && this.#resting && source !== 'screen') await this.#silence({ ...this.#status, [source]: 'on' });
  }

  #isIntended(source: CaptureSource): boolean {
    return this.#intended[source] === 'on';
  }

  #turned(source: Source, on: boolean): void {
    const off = source === 'microphone' && this.#status.microphone !== 'off' ? 'muted' : 'off';
    this.#become({ ...this.#status, [source]: on ? 'on' : off });
  }

  /** @returns what to do when sources could not be opened. What failed since the page is gone is still intended. */
  #givingUp(): (sources: readonly CaptureSource[]) => void {
    const pagesGone = this.#pagesGone;
    return (sources) => {
      if (this.#pagesGone === pagesGone) this.#intended.settleFor(sources, this.#status);
    };
  }

  /** Turns off what is on while the lease rests. */
  async #silence(on: Pick<MediaStatus, 'microphone' | 'camera'>): Promise<void> {
    const sources = CAPTURE_SOURCES.filter((source) => on[source] === 'on');
    for (const source of sources) if (this.#resting) this.#resting[source] = true;
    await Promise.all(
      sources.map((source) => this.#turn(source, false).catch((error) => this.#failed(error))),
    );
  }

  #failed(thrown: unknown): void {
    const error = ParleyError.from(thrown, 'MEDIA_FAILED');
    // Without a page nothing can be opened: what the devices were for has ended, or waits for another page.
    if (!this.#released && error.code !== 'PAGE_ABSENT') this.#events.failed(error);
  }

  async #orderRelease(): Promise<void> {
    if (!this.#ports.page.attached) return;
    await this.#ports.page.order('release-lease', { leaseId: this.id }).catch((error) => {
      // A page that closes gives its devices back by itself, and the system takes those of one that crashed.
      if (error.code === 'PAGE_ABSENT') return;
      this.#ports.log.warn('the page did not release a lease', { code: error.code });
    });
  }

  /** @returns undefined when it failed, or came too late */
  async #openWanted(media: RequestedMedia): Promise<OrderReply<'open-sources'> | undefined> {
    this.#known = true;
    const order = { leaseId: this.id, media, wish: this.#wish };
    const giveUp = this.#givingUp();
    const wanted = CAPTURE_SOURCES.filter((source) => media[source]);
    try {
      const results = await this.#whileOpening(wanted, () => this.#ports.page.order('open-sources', order));
      if (!this.#released) return results;
      await this.#orderRelease();
    } catch (thrown) {
      giveUp(wanted);
      this.#failed(thrown);
    }
    return undefined;
  }

  /** Only meanwhile may a page be given these devices for the first time (LEASE-4). */
  async #whileOpening<T>(sources: readonly CaptureSource[], order: () => Promise<T>): Promise<T> {
    for (const source of sources) this.#opening[source] += 1;
    try {
      return await order();
    } finally {
      for (const source of sources) this.#opening[source] -= 1;
    }
  }

  /** @returns false when our user has turned it off meanwhile: then the latest wish counts, and nothing failed */
  #settle(source: CaptureSource, result: SourceResult): boolean {
    if (result.open) return true;
    const { code } = result;
    if (code === undefined) return false;
    this.#intended.settleFor([source], ALL_OFF);
    const context = { source };
    this.#events.failed(new ParleyError(code, `the ${source} could not be opened`, { context }));
    return true;
  }

  #become(status: MediaStatus): void {
    if (this.#released) return;
    this.#status = status;
    this.#events.changed(status);
  }
}

/** Somebody said no to everything that was wanted. */
function refusalOfAll(
  media: RequestedMedia,
  results: { microphone: SourceResult; camera: SourceResult },
): ParleyError | undefined {
  const wanted = CAPTURE_SOURCES.filter((source) => media[source]);
  const refused = (result: SourceResult) => !result.open && result.code === 'MEDIA_PERMISSION_DENIED';
  if (!wanted.every((source) => refused(results[source]))) return undefined;
  return new ParleyError('MEDIA_PERMISSION_DENIED', 'no device may be used');
}
