import { ParleyError } from '../../../protocol/errors.ts';
import { LeaseId } from '../../../protocol/ids.ts';
import {
  CAPTURE_SOURCES,
  type CaptureSource,
  type RequestedMedia,
  type Source,
} from '../../../protocol/media.ts';
import type { SourceResult } from '../../../protocol/rpc/orders.ts';
import { ALL_OFF, type MediaStatus } from '../../../protocol/signaling/shapes.ts';
import { ShortText } from '../../../protocol/text/addresses.ts';
import type { Ids, Log, PagePort } from '../ports.ts';

/** What leased devices need from their surroundings. */
export interface DevicePorts {
  page: PagePort;
  ids: Ids;
  log: Log;
}

/** What leased devices report. */
export interface DeviceEvents {
  changed(status: MediaStatus): void;
  /** A device could not be opened, or went away. */
  failed(error: ParleyError): void;
}

/** State of microphone and camera. */
export type CaptureStatus = Pick<MediaStatus, CaptureSource>;

type Results = Partial<Record<CaptureSource, SourceResult>>;

const OFF: CaptureStatus = { microphone: 'off', camera: 'off' };

/**
 * The capture devices of one lease: what our user wants of microphone and camera, and what the page reports. Every
 * change ends in one step, which orders the page whatever it was not ordered yet:
 *
 * ```
 *   desired (or at rest) ──reconcile──► ordered ──reply──► actual ◄── facts from the page
 * ```
 * Replies to an order count only for a source that was not ordered otherwise since. What is desired survives the page:
 * the next one is brought to it (SPEC RES-5). A screen is not: our user has to choose it again.
 */
export class LeasedDevices {
  readonly id: LeaseId;
  #desired = OFF;
  /** The states of microphone and camera while they rest; null when they do not rest. */
  #atRest: CaptureStatus | null = null;
  #ordered = OFF;
  #actual: MediaStatus = ALL_OFF;
  /** The latest order for each source. */
  #latest: Partial<Record<CaptureSource, object>> = {};
  /** Sources that the page did not open, without an error: it had ended them, and may open them again. */
  readonly #declined = new Set<CaptureSource>();
  /** Orders to open a source that the page has not answered. */
  readonly #opening = new Set<{ sources: readonly CaptureSource[]; answered: Promise<unknown> }>();
  /** The latest wish of our user, as the page counts. */
  #wish: number | undefined;
  /** A mute outside the page that the page has not confirmed. */
  #muting: object | null = null;
  /** Whether the page has this lease. */
  #isKnown = false;
  /** The page is gone, and {@link reopen} was not called on another one. */
  #isPageless = false;
  #isReleased = false;
  readonly #ports: DevicePorts;
  readonly #events: DeviceEvents;

  constructor(ports: DevicePorts, events: DeviceEvents) {
    this.id = LeaseId.parse(ports.ids.next());
    this.#ports = ports;
    this.#events = events;
  }

  /** The sources that are sent. */
  get status(): MediaStatus {
    return this.#actual;
  }

  /** What our user wants, also while the devices rest or there is no page. */
  get desired(): CaptureStatus {
    return this.#desired;
  }

  /** Whether this device is being opened right now (LEASE-4). The screen picker knows the same of screens. */
  opens(source: CaptureSource): boolean {
    return [...this.#opening].some(({ sources }) => sources.includes(source));
  }

  /**
   * Opens these devices as well. Resolves when each is open or has failed; never rejects.
   * @returns MEDIA_PERMISSION_DENIED when the user or the system refused all of them
   */
  async open(media: RequestedMedia): Promise<ParleyError | undefined> {
    const wanted = CAPTURE_SOURCES.filter((source) => media[source]);
    for (const source of wanted) this.#want(source, true);
    const errors = await this.#apply();
    const refusals = errors.filter(({ code }) => code === 'MEDIA_PERMISSION_DENIED');
    if (wanted.length === 0 || refusals.length < wanted.length) return undefined;
    return new ParleyError('MEDIA_PERMISSION_DENIED', 'no device may be used');
  }

  /**
   * Turns one source on or off. A microphone that is off is muted; a camera or screen that is off is released. While
   * the devices rest, microphone and camera change afterwards (SPEC INV-10).
   * @param wish its number, as the page counts
   * @throws ParleyError what kept the source from opening, or PAGE_ABSENT
   */
  async set(source: Source, on: boolean, wish?: number): Promise<void> {
    this.wished(wish);
    if (on && source === 'microphone' && this.#muting) return;
    if (source !== 'screen') this.#want(source, on);
    const [error] = source === 'screen' ? await this.#turnScreen(on) : await this.#reconcile('each');
    if (error) throw error;
  }

  /**
   * Our user mutes the microphone outside the page. An unmute that the page sent before it received this order is void:
   * off wins (SPEC LEASE-2). Never rejects.
   */
  async muteOutsidePage(): Promise<void> {
    this.#want('microphone', false);
    const muting = {};
    this.#muting = muting;
    await this.#reconcile('each');
    if (this.#muting === muting) this.#muting = null;
  }

  /** The page knows of this wish: orders from now on say that main does, too. */
  wished(wish: number | undefined): void {
    this.#wish = wish ?? this.#wish;
  }

  /**
   * Brings microphone and camera to what is wanted. A microphone that is not wanted is muted, a camera is released.
   * Resolves when nothing is being opened any more; never rejects.
   */
  async bringTo(wanted: RequestedMedia): Promise<void> {
    for (const source of CAPTURE_SOURCES) this.#want(source, wanted[source]);
    await this.#apply();
    await Promise.all([...this.#opening].map(({ answered }) => answered));
  }

  /** Restores microphone and camera to their states under another lease. Never rejects. */
  async restore({ microphone, camera }: CaptureStatus): Promise<void> {
    this.#desired = { microphone, camera };
    await this.#apply();
  }

  /**
   * Lets the user choose a screen or window, and opens it.
   * @returns whether one was chosen
   * @throws ParleyError what kept it from opening, or PAGE_ABSENT
   */
  async openScreen(): Promise<boolean> {
    this.#isKnown = true;
    const { result, name } = await this.#ports.page.order('open-screen', { leaseId: this.id });
    if (this.#isReleased) {
      await this.#orderRelease();
      return false;
    }
    if (!result.open) {
      const [error] = failureOf('screen', result);
      if (error) throw error;
      return false;
    }
    const { data: screenName } = ShortText.safeParse(name);
    this.#become({ screen: 'on', ...(screenName !== undefined && { screenName }) });
    return true;
  }

  /** Releases the camera and mutes the microphone until {@link resume}. Idempotent; never rejects. */
  async rest(): Promise<void> {
    this.#atRest ??= { microphone: this.#desired.microphone === 'off' ? 'off' : 'muted', camera: 'off' };
    await this.#apply();
  }

  /** Ends the rest. Never rejects: a device that fails is an alert. */
  async resume(): Promise<void> {
    this.#atRest = null;
    await this.#apply('each');
  }

  /** The page lost this source: unplugged, or taken away by the system. Without an error our user stopped it there. */
  sourceEnded(source: Source, error?: ParleyError): void {
    if (source !== 'screen') this.#keep(source, 'off');
    this.#become({ [source]: 'off' });
    if (error) this.#events.failed(error);
  }

  /**
   * This source is open while another one is still being opened: it need not wait for that (SPEC DEV-3). Or the page had
   * ended it with a hang-up that did not end this lease, and has opened it again.
   */
  sourceOpened(source: CaptureSource): void {
    if (this.#declined.delete(source)) this.#keep(source, 'on');
    if (this.#actual[source] === 'off') this.#become({ [source]: this.#ordered[source] });
  }

  /** The system has muted the track of this source, or no longer does (SPEC DEV-4). */
  sourceInterrupted(source: CaptureSource, isInterrupted: boolean): void {
    const { interrupted = [], ...status } = this.#actual;
    if (interrupted.includes(source) === isInterrupted) return;
    const others = interrupted.filter((other) => other !== source);
    const now = isInterrupted ? [...others, source] : others;
    this.#actual = status;
    this.#become(now.length > 0 ? { interrupted: now } : {});
  }

  /** The chosen device is missing: our user reads that another one is used (SPEC DEV-2). */
  sourceReplaced(source: CaptureSource): void {
    const context = { source };
    this.#events.failed(new ParleyError('MEDIA_DEVICE_REPLACED', 'another device is used', { context }));
  }

  /** The page is gone, and the devices with it. A page that still runs is told to release them. */
  pageGone(): void {
    this.#isPageless = true;
    this.#wish = undefined;
    this.#latest = {};
    this.#declined.clear();
    this.#ordered = OFF;
    if (this.#isKnown) void this.#orderRelease();
    this.#isKnown = false;
    this.#actual = ALL_OFF;
    this.#become({});
  }

  /** Opens on the page that is there now what our user wants. Never rejects: a device that fails is an alert. */
  async reopen(): Promise<void> {
    if (!this.#isPageless) return;
    this.#isPageless = false;
    await this.#apply();
  }

  /** The one release path: everything this lease holds is released at once. Idempotent; never rejects. */
  release(): Promise<void> {
    if (this.#isReleased) return Promise.resolve();
    this.#isReleased = true;
    this.#actual = ALL_OFF;
    return this.#isKnown ? this.#orderRelease() : Promise.resolve();
  }

  #want(source: CaptureSource, on: boolean): void {
    this.#declined.delete(source);
    const off = source === 'microphone' && this.#desired.microphone !== 'off' ? 'muted' : 'off';
    this.#desired = { ...this.#desired, [source]: on ? 'on' : off };
  }

  /** This is what there is of a source: no more is wanted or ordered. */
  #keep(source: CaptureSource, state: MediaStatus['microphone']): void {
    const kept = { [source]: state };
    this.#desired = { ...this.#desired, ...kept };
    this.#ordered = { ...this.#ordered, ...kept };
    if (this.#atRest) this.#atRest = { ...this.#atRest, ...kept };
  }

  /** Like {@link #reconcile}, but shows failures as alerts. */
  async #apply(how: 'together' | 'each' = 'together'): Promise<ParleyError[]> {
    const errors = await this.#reconcile(how);
    for (const error of errors) {
      // Without a page nothing can be opened: what the devices were for has ended, or waits for another page.
      if (!this.#isReleased && error.code !== 'PAGE_ABSENT') this.#events.failed(error);
    }
    return errors;
  }

  /**
   * Orders what the page was not ordered yet.
   * @param how several devices are opened with one order, or each with its own
   * @returns what failed. Never rejects
   */
  async #reconcile(how: 'together' | 'each'): Promise<ParleyError[]> {
    if (this.#isPageless || this.#isReleased) return [];
    const before = this.#ordered;
    const next = this.#atRest ?? this.#desired;
    this.#ordered = next;
    const changed = CAPTURE_SOURCES.filter((source) => next[source] !== before[source]);
    const opened = how === 'each' ? [] : changed.filter((source) => before[source] === 'off');
    const work = changed.map((source) => {
      if (next[source] !== 'on') return this.#turnOff(source);
      return opened.includes(source) ? [] : this.#turnOn([source]);
    });
    // A microphone that is to be muted has been muted before it opens.
    if (opened.length > 0) work.push(this.#turnOn(opened, 'together'));
    return (await Promise.all(work)).flat();
  }

  async #turnOff(source: CaptureSource): Promise<ParleyError[]> {
    this.#begin([source]);
    const ordered = this.#setSource(source, false);
    // Turning a source off cannot fail, and usually the page has done it already.
    if (this.#actual[source] !== 'off') this.#become({ [source]: this.#ordered[source] });
    return errorsOf(ordered);
  }

  async #turnOn(sources: readonly CaptureSource[], how?: 'together'): Promise<ParleyError[]> {
    const latest = this.#begin(sources);
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const opening = { sources, answered };
    this.#opening.add(opening);
    let results: Results;
    try {
      results = await (how === 'together' ? this.#openSources(sources) : this.#setSources(sources));
    } catch (thrown) {
      // From now on no more is wanted than what is open.
      for (const source of latest()) this.#keep(source, this.#actual[source]);
      return [ParleyError.from(thrown, 'MEDIA_FAILED')];
    } finally {
      this.#opening.delete(opening);
      resolve();
    }
    const lost = latest().filter((source) => !results[source]?.open);
    const failures = lost.map((source) => {
      this.#keep(source, 'off');
      const failed = failureOf(source, results[source]);
      if (failed.length === 0) this.#declined.add(source);
      return failed;
    });
    const settled = [...sources.filter((source) => results[source]?.open), ...lost];
    this.#become(Object.fromEntries(settled.map((source) => [source, this.#ordered[source]])));
    return failures.flat();
  }

  #setSource(source: Source, on: boolean): Promise<SourceResult> {
    this.#isKnown = true;
    const order = { leaseId: this.id, source, on, wish: this.#wish };
    return this.#ports.page.order('set-source', order);
  }

  async #setSources(sources: readonly CaptureSource[]): Promise<Results> {
    const results = sources.map(async (source) => [source, await this.#setSource(source, true)]);
    return Object.fromEntries(await Promise.all(results));
  }

  async #openSources(sources: readonly CaptureSource[]): Promise<Results> {
    const media = { microphone: sources.includes('microphone'), camera: sources.includes('camera') };
    const order = { leaseId: this.id, media, wish: this.#wish };
    const results = await this.#ports.page.order('open-sources', order);
    if (this.#isReleased) await this.#orderRelease();
    return results;
  }

  async #turnScreen(on: boolean): Promise<ParleyError[]> {
    const ordered = this.#setSource('screen', on);
    if (!on) {
      this.#become({ screen: 'off' });
      return errorsOf(ordered);
    }
    const result = await ordered;
    if (result.open) this.#become({ screen: 'on' });
    return failureOf('screen', result);
  }

  /** An order for these sources begins. @returns those of them that nothing else was ordered for since */
  #begin(sources: readonly CaptureSource[]): () => CaptureSource[] {
    this.#isKnown = true;
    const order = {};
    for (const source of sources) this.#latest[source] = order;
    return () => sources.filter((source) => this.#latest[source] === order);
  }

  async #orderRelease(): Promise<void> {
    if (!this.#ports.page.attached) return;
    await this.#ports.page.order('release-lease', { leaseId: this.id }).catch((error) => {
      // A page that closes releases its devices by itself, and the system takes those of a page that crashed.
      if (error.code === 'PAGE_ABSENT') return;
      this.#ports.log.warn('the page did not release a lease', { code: error.code });
    });
  }

  #become(change: Partial<MediaStatus>): void {
    if (this.#isReleased) return;
    this.#actual = { ...this.#actual, ...change };
    this.#events.changed(this.#actual);
  }
}

/** Without a code nothing failed: our user has turned it off meanwhile, or chose no screen. */
function failureOf(source: Source, result: SourceResult | undefined): ParleyError[] {
  if (result === undefined || result.open || result.code === undefined) return [];
  return [new ParleyError(result.code, `the ${source} could not be opened`, { context: { source } })];
}

async function errorsOf(work: Promise<unknown>): Promise<ParleyError[]> {
  try {
    await work;
    return [];
  } catch (thrown) {
    return [ParleyError.from(thrown, 'MEDIA_FAILED')];
  }
}
