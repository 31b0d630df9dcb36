import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import { CAPTURE_SOURCES, type CaptureSource, type RequestedMedia, Source } from '../../../protocol/media.ts';
import type { OrderReply, SourceResult } from '../../../protocol/rpc/orders.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Devices } from './devices.ts';
import { HeldTracks } from './held-tracks.ts';
import { screenNameOf } from './screen-capture.ts';

/** The current output of a source. A muted microphone keeps its device; a camera that is off has released it. */
export interface SourceState {
  readonly track: MediaStreamTrack | null;
  /** By the user. */
  readonly muted: boolean;
  /** By the system, or a switch at the device: the track is silent (W3C mediacapture-main `MediaStreamTrack.muted`). */
  readonly interrupted?: boolean;
}

/** A device that is being opened. It becomes void when the lease replaces or removes it. */
interface Opening {
  result?: Promise<SourceResult>;
}

/** A source ended by itself: its device went away. Without a code, the user stopped it in the system's controls. */
export type SourceEnded = (source: Source, code?: ErrorCode) => void;

/** News of a source that does not end it. */
export interface SourceNews {
  /** It is open: another one is still being opened, or main has taken it for closed. */
  opened(source: CaptureSource): void;
  /** The system has muted its track, or no longer does. */
  interrupted(source: CaptureSource, isInterrupted: boolean): void;
  /** The chosen device is missing, so another device is used. */
  replaced(source: CaptureSource): void;
}

/** After more losses than this within {@link LOSSES_MS} the device counts as too unstable to be used. */
const MAX_LOSSES = 3;
const LOSSES_MS = 10_000;

/** What a {@link Lease} needs. */
export interface LeaseOptions {
  readonly id: LeaseId;
  readonly devices: Devices;
  /** Sends commands to main, which keeps the ledger. */
  readonly send: SendCommand;
  readonly onEnded: SourceEnded;
  readonly news?: SourceNews;
}

const NOTHING: SourceState = { track: null, muted: false };
const OPEN: SourceResult = { open: true };
const SILENT: SourceNews = { opened: () => {}, interrupted: () => {}, replaced: () => {} };

/**
 * The right to hold capture devices for one session or stay, and what it publishes (SPEC LEASE). A lease knows nothing
 * about transport: carriages watch {@link Lease.source}, so that two of them can send the same source.
 */
export class Lease {
  readonly id: LeaseId;
  readonly #devices: Devices;
  readonly #onEnded: SourceEnded;
  readonly #states: Record<Source, Signal<SourceState>> = {
    microphone: signal(NOTHING),
    camera: signal(NOTHING),
    screen: signal(NOTHING),
  };
  readonly #held: HeldTracks;
  readonly #opening = new Map<Source, Opening>();
  /** Devices that replace the current device once they are open. They become void like an {@link Opening}. */
  readonly #moving = new Map<Source, object>();
  /** Sources whose device went away and is being replaced by another device. */
  readonly #fellBack = new Set<Source>();
  /** Times at which devices of a source went away lately, on the clock of `performance`. */
  readonly #lossesMs = new Map<Source, number[]>();
  /** Sources that were reported to main as muted by the system. */
  readonly #interrupted = new Set<CaptureSource>();
  readonly #news: SourceNews;
  /** What our user has turned off here, and the number of that wish: main may not know of it yet. */
  readonly #turnedOff: Signal<ReadonlyMap<Source, number>> = signal(new Map());
  #released = false;
  /** The sources to open again if main does not confirm that our user ended what this lease is for. */
  #ended: Set<Source> | null = null;

  constructor(options: LeaseOptions) {
    this.id = options.id;
    this.#held = new HeldTracks(options.id, options.send);
    this.#devices = options.devices;
    this.#onEnded = options.onEnded;
    this.#news = options.news ?? SILENT;
  }

  /** The current output of a source, for carriages and for the self-view. */
  source(source: Source): ReadonlySignal<SourceState> {
    return this.#states[source];
  }

  /** Sources that our user has turned off here. They are off, although main may not know it yet. */
  get turnedOff(): ReadonlySignal<ReadonlyMap<Source, number>> {
    return this.#turnedOff;
  }

  /**
   * Our user turns a source off: this takes effect now, before main knows of it (SPEC LEASE-2).
   * @param wish its number; orders of main to turn the source on that know only of earlier wishes are refused
   */
  turnOff(source: Source, wish: number): void {
    this.#turnedOff.value = new Map(this.#turnedOff.value).set(source, wish);
    this.#turn(source, false);
  }

  /** Our user wants a source on: main's order may turn it on. */
  allow(source: Source): void {
    const { track } = this.#states[source].value;
    if (source === 'microphone' && !track && !this.#opening.has(source)) this.#mute(false);
    this.#forgetTurnedOff(source);
  }

  /**
   * Our user ends what this lease is for: every track and clone ends at once, and none opens until main releases it.
   * @returns opens the devices again as they were, if main refuses: muted stays muted; a screen has to be chosen again
   */
  end(): () => Promise<void> {
    if (this.#ended || this.#released) return async () => {};
    const sources = new Set(Source.options.filter((source) => !this.#needsDevice(source)));
    this.#ended = sources;
    this.#endAll();
    return () => this.#reopen(sources);
  }

  /**
   * Opens devices. Resolves when each is open or has failed; failures are results.
   * @param wish the latest wish of our user that main knew of
   */
  async open(media: RequestedMedia, wish = 0): Promise<Record<CaptureSource, SourceResult>> {
    const isCameraOff = media.camera && this.#isOutdated('camera', wish);
    const wanted = {
      microphone: media.microphone && this.#needsDevice('microphone'),
      camera: media.camera && !isCameraOff && this.#needsDevice('camera'),
    };
    const tracks = this.#isOver ? {} : this.#devices.open(wanted);
    for (const source of CAPTURE_SOURCES) {
      const track = tracks[source];
      if (!track) continue;
      this.#fellBack.delete(source);
      void this.#expect(source, track);
    }
    const [microphone, camera] = await Promise.all([this.#result('microphone'), this.#result('camera')]);
    return { microphone, camera };
  }

  /** Lets the user choose a screen or window, unless one is open. A user who chose none is no failure (SPEC SES-3). */
  async openScreen(): Promise<OrderReply<'open-screen'>> {
    if (!this.#isOver && this.#needsDevice('screen')) void this.#expect('screen', this.#devices.openScreen());
    const result = await this.#result('screen');
    const { track } = this.#states.screen.value;
    return result.open && track ? { result, name: screenNameOf(track) } : { result };
  }

  /**
   * Mutes or unmutes the microphone; releases or reopens the camera or screen.
   * @param wish as for {@link open}
   */
  async setSource(source: Source, on: boolean, wish = 0): Promise<SourceResult> {
    if (on && this.#isOutdated(source, wish)) return this.#result(source);
    this.#turn(source, on);
    if (!on) return { open: false };
    if (source === 'screen') return (await this.openScreen()).result;
    const media = { microphone: source === 'microphone', camera: source === 'camera' };
    return (await this.open(media, wish))[source];
  }

  /**
   * Moves an open source to the device that is chosen now (SPEC SES-1). Its current device stays in use until then.
   * @throws ParleyError as {@link Devices.open}; the source is as it was
   */
  async moveToChosen(source: CaptureSource): Promise<void> {
    // A device that is being opened now may be of an older choice.
    await this.#opening.get(source)?.result;
    this.#moving.delete(source);
    const { track: old } = this.#states[source].value;
    if (!old || this.#devices.isChosen(source, old)) return;
    const move = {};
    this.#moving.set(source, move);
    const isWanted = () => this.#moving.get(source) === move;
    try {
      const track = await this.#devices.openOne(source);
      if (!isWanted()) return track.stop();
      const isLive = await this.#held.enter({ source, track, isClone: false });
      if (!isWanted()) return this.#held.end([track]);
      if (!isLive) throw new ParleyError('MEDIA_DEVICE_MISSING', 'it went away', { context: { source } });
      this.#fellBack.delete(source);
      this.#publish(source, track);
    } catch (thrown) {
      if (isWanted()) throw thrown;
    } finally {
      if (isWanted()) this.#moving.delete(source);
    }
  }

  /**
   * A clone of the current track of a source, entered before it may be used (SPEC LEASE-1). It ends with the source, or
   * earlier by {@link Lease.endClone}.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when the source is not open, LIMIT_REACHED, CONNECTION_LOST
   */
  async cloneOf(source: Source): Promise<MediaStreamTrack> {
    const { track } = this.#states[source].value;
    const clone = track?.clone();
    if (clone && (await this.#held.enter({ source, track: clone, isClone: true }))) return clone;
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'this source is not open');
  }

  /** Ends a clone that is no longer used. Idempotent. */
  endClone(clone: MediaStreamTrack): void {
    this.#held.end([clone]);
  }

  /** Ends a source that cannot be sent, and tells main why. Does nothing if it is not open. */
  giveUp(source: Source, code: ErrorCode): void {
    if (!this.#states[source].value.track) return;
    this.#release(source);
    this.#onEnded(source, code);
  }

  /** The only release path: ends every track and clone at once. Idempotent. Returns the sources that were held. */
  release(): Source[] {
    const { sources } = this.#held;
    this.#released = true;
    this.#endAll();
    return sources;
  }

  get #isOver(): boolean {
    return this.#released || this.#ended !== null;
  }

  #endAll(): void {
    this.#held.endAll();
    for (const source of Source.options) this.#release(source);
  }

  /** Main refused to end what this lease is for. It learns which devices opened again. */
  async #reopen(sources: ReadonlySet<Source>): Promise<void> {
    if (this.#released) return;
    this.#ended = null;
    if (sources.has('screen')) this.#onEnded('screen');
    const wanted = CAPTURE_SOURCES.filter((source) => sources.has(source));
    const results = await this.open({ microphone: sources.has('microphone'), camera: sources.has('camera') });
    for (const source of wanted) {
      const result = results[source];
      if (this.#released) return;
      if (result.open) this.#news.opened(source);
      else this.#onEnded(source, result.code);
    }
  }

  /** Whether main gave an order to turn a source on before it knew that our user had turned it off. */
  #isOutdated(source: Source, wish: number): boolean {
    if ((this.#turnedOff.value.get(source) ?? 0) > wish) return true;
    this.#forgetTurnedOff(source);
    return false;
  }

  #forgetTurnedOff(source: Source): void {
    if (!this.#turnedOff.value.has(source)) return;
    const rest = new Map(this.#turnedOff.value);
    rest.delete(source);
    this.#turnedOff.value = rest;
  }

  #turn(source: Source, on: boolean): void {
    if (source === 'microphone') this.#mute(!on);
    else if (!on) {
      this.#ended?.delete(source);
      this.#release(source);
    }
  }

  #needsDevice(source: Source): boolean {
    return !this.#states[source].value.track && !this.#opening.has(source);
  }

  async #result(source: Source): Promise<SourceResult> {
    const result = this.#opening.get(source)?.result;
    if (result) return result;
    return this.#states[source].value.track ? OPEN : { open: false };
  }

  #expect(source: Source, track: Promise<MediaStreamTrack | null>): Promise<SourceResult> {
    const opening: Opening = {};
    this.#opening.set(source, opening);
    opening.result = this.#receive(source, { opening, track });
    return opening.result;
  }

  async #receive(
    source: Source,
    arriving: { opening: Opening; track: Promise<MediaStreamTrack | null> },
  ): Promise<SourceResult> {
    const isWanted = () => this.#opening.get(source) === arriving.opening;
    try {
      const track = await arriving.track;
      if (!track || !isWanted()) {
        track?.stop();
        return { open: false };
      }
      const isLive = await this.#held.enter({ source, track, isClone: false });
      if (!isWanted()) {
        this.#held.end([track]);
        return { open: false };
      }
      if (!isLive) return { open: false, code: 'MEDIA_DEVICE_MISSING' };
      this.#publish(source, track);
      return OPEN;
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'MEDIA_FAILED');
      return code === 'MEDIA_OBJECT_UNKNOWN' ? { open: false } : { open: false, code };
    } finally {
      if (isWanted()) this.#opening.delete(source);
    }
  }

  /** Replaces the current track with an entered one. */
  #publish(source: Source, track: MediaStreamTrack): void {
    const older = this.#held.of(source).filter((held) => held !== track);
    const state = this.#states[source];
    track.enabled = !state.value.muted;
    track.addEventListener('ended', () => {
      if (state.value.track === track) void this.#lost(source, track);
    });
    state.value = { track, muted: state.value.muted };
    this.#held.end(older);
    if (source !== 'screen') this.#watch(source, track);
  }

  /** Watches for a mute by the system and a missing chosen device, because our user has to be informed. */
  #watch(source: CaptureSource, track: MediaStreamTrack): void {
    const state = this.#states[source];
    const look = () => {
      const { track: current, muted, interrupted = false } = state.value;
      if (current !== track) return;
      if (track.muted !== interrupted) state.value = { track, muted, interrupted: track.muted };
      this.#tellInterrupted(source, track.muted);
    };
    for (const event of ['mute', 'unmute']) track.addEventListener(event, look);
    look();
    if (this.#devices.isSubstitute(source, track)) this.#news.replaced(source);
    if (this.#opening.size > 1) this.#news.opened(source);
  }

  #tellInterrupted(source: CaptureSource, isInterrupted: boolean): void {
    if (this.#interrupted.has(source) === isInterrupted) return;
    if (isInterrupted) this.#interrupted.add(source);
    else this.#interrupted.delete(source);
    this.#news.interrupted(source, isInterrupted);
  }

  /**
   * Replaces an unplugged microphone or camera with the chosen device, or, if that is the unplugged device, with the
   * system default. It does so any number of times, unless devices come and go too fast (SPEC DEV-2).
   */
  async #lost(source: Source, track: MediaStreamTrack): Promise<void> {
    const isMoving = this.#moving.has(source);
    this.#release(source);
    if (source === 'screen') return this.#onEnded(source);
    const isChosenLost = !isMoving && this.#devices.isChosen(source, track);
    const nowMs = performance.now();
    const losses = [...(this.#lossesMs.get(source) ?? []), nowMs].filter((ms) => nowMs - ms < LOSSES_MS);
    this.#lossesMs.set(source, losses);
    if (losses.length > MAX_LOSSES) return this.#onEnded(source, 'MEDIA_DEVICE_MISSING');
    this.#fellBack.add(source);
    const result = await this.#expect(source, this.#devices.openOne(source, isChosenLost ? '' : undefined));
    const isGivenUp = !this.#fellBack.has(source);
    if (result.open || isGivenUp) return;
    const isForbidden = result.code === 'MEDIA_PERMISSION_DENIED';
    this.#onEnded(source, isForbidden ? result.code : 'MEDIA_DEVICE_MISSING');
  }

  #mute(muted: boolean): void {
    const state = this.#states.microphone;
    for (const track of this.#held.of('microphone')) track.enabled = !muted;
    if (state.value.muted !== muted) state.value = { ...state.value, muted };
  }

  /** Ends a source, and every opening for it. */
  #release(source: Source): void {
    this.#opening.delete(source);
    this.#moving.delete(source);
    this.#fellBack.delete(source);
    this.#held.end(this.#held.of(source));
    const state = this.#states[source];
    if (state.value.track) state.value = { track: null, muted: state.value.muted };
  }
}
