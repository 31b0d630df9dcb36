import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import type { LeaseId } from '../../protocol/ids.ts';
import type { RequestedMedia, Source } from '../../protocol/media.ts';
import type { SourceResult } from '../../protocol/rpc/orders.ts';
import type { CaptureSource, Devices } from './devices.ts';

/** What one source gives now. A muted microphone keeps its device; a camera that is off has given it back. */
export interface SourceState {
  readonly track: MediaStreamTrack | null;
  readonly muted: boolean;
}

/** A device that is being opened. What takes its place in the lease, or removes it, makes it void. */
interface Opening {
  result?: Promise<SourceResult>;
}

const NOTHING: SourceState = { track: null, muted: false };
const OPEN: SourceResult = { open: true };

/**
 * The right to hold capture devices for one session or stay, and what it publishes (SPEC LEASE). Knows nothing of
 * how media travels: carriages watch {@link Lease.source}, so that one source may ride on two of them.
 */
export class Lease {
  readonly id: LeaseId;
  readonly #devices: Devices;
  readonly #onEnded: (source: Source, code: ErrorCode) => void;
  readonly #states: Record<Source, Signal<SourceState>> = {
    microphone: signal(NOTHING),
    camera: signal(NOTHING),
    screen: signal(NOTHING),
  };
  /** Every track of this lease that is not stopped yet, clones too. */
  readonly #held = new Map<MediaStreamTrack, Source>();
  readonly #opening = new Map<Source, Opening>();
  #released = false;

  constructor(options: {
    id: LeaseId;
    devices: Devices;
    /** A device was unplugged, or taken away by the system. */
    onEnded: (source: Source, code: ErrorCode) => void;
  }) {
    this.id = options.id;
    this.#devices = options.devices;
    this.#onEnded = options.onEnded;
  }

  /** What a source gives now, for carriages and for the own picture. */
  source(source: Source): ReadonlySignal<SourceState> {
    return this.#states[source];
  }

  /** Opens devices. Resolves when each is open or has failed; failures are results. */
  async open(media: RequestedMedia): Promise<Record<CaptureSource, SourceResult>> {
    const wanted = {
      microphone: media.microphone && this.#needsDevice('microphone'),
      camera: media.camera && this.#needsDevice('camera'),
    };
    const tracks = this.#released ? {} : this.#devices.open(wanted);
    for (const source of ['microphone', 'camera'] as const) {
      const track = tracks[source];
      if (!track) continue;
      const opening: Opening = {};
      this.#opening.set(source, opening);
      opening.result = this.#receive(source, { opening, track });
    }
    const [microphone, camera] = await Promise.all([this.#result('microphone'), this.#result('camera')]);
    return { microphone, camera };
  }

  /** Mutes or unmutes the microphone; releases or reopens the camera. */
  async setSource(source: Source, on: boolean): Promise<SourceResult> {
    if (source === 'screen') return { open: false, code: 'MEDIA_FAILED' };
    if (source === 'microphone') {
      this.#mute(!on);
    } else if (!on) {
      this.#opening.delete(source);
      this.#drop(source);
    }
    if (!on) return { open: false };
    const results = await this.open({ microphone: source === 'microphone', camera: source === 'camera' });
    return results[source];
  }

  /** Enters a track or clone, so that release ends it. Stops it at once when the lease is already over. */
  hold(source: Source, track: MediaStreamTrack): void {
    if (this.#released) {
      track.stop();
      return;
    }
    this.#held.set(track, source);
  }

  /** The one release path: ends every track and clone, now. Idempotent. Returns the sources that were held. */
  release(): Source[] {
    const sources = [...new Set(this.#held.values())];
    this.#released = true;
    this.#opening.clear();
    for (const source of Object.keys(this.#states) as Source[]) this.#drop(source);
    return sources;
  }

  #needsDevice(source: Source): boolean {
    return !this.#states[source].value.track && !this.#opening.has(source);
  }

  async #result(source: CaptureSource): Promise<SourceResult> {
    const result = this.#opening.get(source)?.result;
    if (result) return result;
    return this.#states[source].value.track ? OPEN : { open: false };
  }

  async #receive(
    source: CaptureSource,
    arriving: { opening: Opening; track: Promise<MediaStreamTrack> },
  ): Promise<SourceResult> {
    const isWanted = () => this.#opening.get(source) === arriving.opening;
    try {
      const track = await arriving.track;
      if (!isWanted()) {
        track.stop();
        return { open: false };
      }
      this.#publish(source, track);
      return OPEN;
    } catch (thrown) {
      return { open: false, code: ParleyError.from(thrown, 'MEDIA_FAILED').code };
    } finally {
      if (isWanted()) this.#opening.delete(source);
    }
  }

  #publish(source: CaptureSource, track: MediaStreamTrack): void {
    this.hold(source, track);
    const state = this.#states[source];
    track.enabled = !state.value.muted;
    track.addEventListener('ended', () => {
      if (state.value.track !== track) return;
      this.#drop(source);
      this.#onEnded(source, 'MEDIA_DEVICE_MISSING');
    });
    state.value = { ...state.value, track };
  }

  #mute(muted: boolean): void {
    const state = this.#states.microphone;
    if (state.value.track) state.value.track.enabled = !muted;
    if (state.value.muted !== muted) state.value = { ...state.value, muted };
  }

  #drop(source: Source): void {
    for (const [track, of] of this.#held) {
      if (of !== source) continue;
      track.stop();
      this.#held.delete(track);
    }
    const state = this.#states[source];
    if (state.value.track) state.value = { ...state.value, track: null };
  }
}
