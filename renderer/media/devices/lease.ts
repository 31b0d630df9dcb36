import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import { CAPTURE_SOURCES, type CaptureSource, type RequestedMedia, Source } from '../../../protocol/media.ts';
import type { OrderReply, SourceResult } from '../../../protocol/rpc/orders.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Devices } from './devices.ts';
import { HeldTracks } from './held-tracks.ts';
import { screenNameOf } from './screen-capture.ts';

/** What one source gives now. A muted microphone keeps its device; a camera that is off has given it back. */
export interface SourceState {
  readonly track: MediaStreamTrack | null;
  /** By the user. */
  readonly muted: boolean;
  /** By the system, or a switch at the device: the track gives nothing (W3C mediacapture-main `MediaStreamTrack.muted`). */
  readonly interrupted?: boolean;
}

/** A device that is being opened. What takes its place in the lease, or removes it, makes it void. */
interface Opening {
  result?: Promise<SourceResult>;
}

/** A source ended by itself: its device went away; without a code the user stopped it at the system's own controls. */
export type SourceEnded = (source: Source, code?: ErrorCode) => void;

/** What a source tells of itself while it goes through. */
export interface SourceNews {
  /** It is open, while another one is still being opened. */
  opened(source: CaptureSource): void;
  /** The system has muted its track, or no longer does. */
  interrupted(source: CaptureSource, isInterrupted: boolean): void;
  /** Another device than the chosen one is used, since that is not there. */
  replaced(source: CaptureSource): void;
}

/** More losses than this within {@link LOSSES_MS}: the device comes and goes too fast to be used. */
const MAX_LOSSES = 3;
const LOSSES_MS = 10_000;

/** What a {@link Lease} is made of. */
export interface LeaseOptions {
  readonly id: LeaseId;
  readonly devices: Devices;
  /** The way to main's ledger. */
  readonly send: SendCommand;
  readonly onEnded: SourceEnded;
  readonly news?: SourceNews;
}

const NOTHING: SourceState = { track: null, muted: false };
const OPEN: SourceResult = { open: true };
const SILENT: SourceNews = { opened: () => {}, interrupted: () => {}, replaced: () => {} };

/**
 * The right to hold capture devices for one session or stay, and what it publishes (SPEC LEASE). Knows nothing of
 * how media travels: carriages watch {@link Lease.source}, so that one source may ride on two of them.
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
  /** Devices that replace the current one once they are open; void as an {@link Opening} is. */
  readonly #moving = new Map<Source, object>();
  /** Sources that another device is put in for, since theirs went away. */
  readonly #fellBack = new Set<Source>();
  /** When devices of a source went away lately, on the clock of `performance`. */
  readonly #lossesMs = new Map<Source, number[]>();
  /** Sources of which main was told that the system has muted them. */
  readonly #interrupted = new Set<CaptureSource>();
  readonly #news: SourceNews;
  /** What our user has turned off here, and the number of that wish: main may not know of it yet. */
  readonly #turnedOff: Signal<ReadonlyMap<Source, number>> = signal(new Map());
  #released = false;
  /** Our user ended what this lease is for. Main has not confirmed it. */
  #ended = false;

  constructor(options: LeaseOptions) {
    this.id = options.id;
    this.#held = new HeldTracks(options.id, options.send);
    this.#devices = options.devices;
    this.#onEnded = options.onEnded;
    this.#news = options.news ?? SILENT;
  }

  /** What a source gives now, for carriages and for the own picture. */
  source(source: Source): ReadonlySignal<SourceState> {
    return this.#states[source];
  }

  /** What our user has turned off here. It is off, although main may not know of it yet. */
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
   * Our user ends what this lease is for: ends every track and clone, now, and opens none until main releases the lease.
   * @returns opens the devices again as they were, if main refuses: muted stays muted; a screen has to be chosen again
   */
  end(): () => Promise<void> {
    if (this.#ended || this.#released) return async () => {};
    this.#ended = true;
    const sources = Source.options.filter((source) => !this.#needsDevice(source));
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
    // What is being opened now may be of an older choice.
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
   * A copy of what a source gives now, entered before it may be used (SPEC LEASE-1). It ends with the source, and
   * before that by {@link Lease.endClone}.
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when the source is not open, LIMIT_REACHED, CONNECTION_LOST
   */
  async cloneOf(source: Source): Promise<MediaStreamTrack> {
    const { track } = this.#states[source].value;
    const clone = track?.clone();
    if (clone && (await this.#held.enter({ source, track: clone, isClone: true }))) return clone;
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'this source is not open');
  }

  /** Ends a clone that is not used any more. Idempotent. */
  endClone(clone: MediaStreamTrack): void {
    this.#held.end([clone]);
  }

  /** What this source gives cannot be sent: it ends, and main learns why. Nothing when it is not open. */
  giveUp(source: Source, code: ErrorCode): void {
    if (!this.#states[source].value.track) return;
    this.#giveBack(source);
    this.#onEnded(source, code);
  }

  /** The one release path: ends every track and clone, now. Idempotent. Returns the sources that were held. */
  release(): Source[] {
    const { sources } = this.#held;
    this.#released = true;
    this.#endAll();
    return sources;
  }

  get #isOver(): boolean {
    return this.#released || this.#ended;
  }

  #endAll(): void {
    this.#held.endAll();
    for (const source of Source.options) this.#giveBack(source);
  }

  /** Main refused to end what this lease is for. It learns which devices are not back. */
  async #reopen(sources: readonly Source[]): Promise<void> {
    if (this.#released) return;
    this.#ended = false;
    if (sources.includes('screen')) this.#onEnded('screen');
    const lost = CAPTURE_SOURCES.filter((source) => sources.includes(source));
    const results = await this.open({
      microphone: lost.includes('microphone'),
      camera: lost.includes('camera'),
    });
    for (const source of lost) {
      const result = results[source];
      if (!result.open && !this.#released) this.#onEnded(source, result.code);
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
    else if (!on) this.#giveBack(source);
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

  /** Puts a track that is entered in the place of the one there was. */
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

  /** The system may mute a track, and a chosen device may be missing: our user is to know. */
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
   * An unplugged microphone or camera gives way to another one: the chosen one, unless it is that which went away, else the
   * system's own choice. Any number of times, unless devices come and go in a moment (SPEC DEV-2).
   */
  async #lost(source: Source, track: MediaStreamTrack): Promise<void> {
    const isMoving = this.#moving.has(source);
    this.#giveBack(source);
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

  /** Ends a source, and whatever is on its way to it. */
  #giveBack(source: Source): void {
    this.#opening.delete(source);
    this.#moving.delete(source);
    this.#fellBack.delete(source);
    this.#held.end(this.#held.of(source));
    const state = this.#states[source];
    if (state.value.track) state.value = { track: null, muted: state.value.muted };
  }
}
