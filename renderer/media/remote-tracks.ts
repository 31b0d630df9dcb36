import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CarriageId, ParticipantId } from '../../protocol/ids.ts';
import { kindOf, type Source } from '../../protocol/media.ts';

/** The owner of a track: a participant of a conference, or the other side of a peer-to-peer session. */
export type TrackOwner = ParticipantId | 'peer';

/** Names a {@link RemoteTrack}. */
export interface RemoteTrackKey {
  readonly carriageId: CarriageId;
  readonly owner: TrackOwner;
  readonly source: Source;
}

/** One received track and where it came from. */
export interface RemoteTrack extends RemoteTrackKey {
  readonly track: MediaStreamTrack;
  /** Statistics of its reception, if they can be read. */
  readonly receiver?: Pick<RTCRtpReceiver, 'getStats'> | undefined;
}

/**
 * Why a received track is not to be heard or shown: its session is held, it plays from elsewhere, it was removed, or our user
 * ended its session or stay.
 */
export type SilenceReason = 'held' | 'handed-over' | 'removed' | 'ended';

/** Whether two keys name the same track. */
export function sameTrack(one: RemoteTrackKey, other: RemoteTrackKey): boolean {
  return one.carriageId === other.carriageId && one.owner === other.owner && one.source === other.source;
}

/** All tracks that this page receives, for the elements that play them. */
export class RemoteTracks {
  readonly #all: Signal<readonly RemoteTrack[]> = signal([]);
  readonly #silences = new WeakMap<MediaStreamTrack, ReadonlySet<SilenceReason>>();

  get all(): ReadonlySignal<readonly RemoteTrack[]> {
    return this.#all;
  }

  /** The track with this key. */
  entry(key: RemoteTrackKey): RemoteTrack | undefined {
    return this.#all.value.find((entry) => sameTrack(entry, key));
  }

  find(key: RemoteTrackKey): MediaStreamTrack | null {
    return this.entry(key)?.track ?? null;
  }

  /** Adds tracks. Each replaces an earlier track with the same key. */
  add(tracks: readonly RemoteTrack[]): void {
    if (tracks.length === 0) return;
    this.#replace((entry) => tracks.some((track) => sameTrack(track, entry)), tracks);
  }

  /** Adds or removes a reason to silence a track. The track is enabled while it has no such reason. */
  silence(track: MediaStreamTrack, reason: SilenceReason, isSilent: boolean): void {
    const reasons = new Set(this.#silences.get(track));
    if (isSilent) reasons.add(reason);
    else reasons.delete(reason);
    this.#silences.set(track, reasons);
    track.enabled = reasons.size === 0;
  }

  /** Silences a session or stay that our user ends, before main ends it. False reverts that. */
  silenceSound(carriageId: CarriageId, isSilent: boolean): void {
    for (const entry of this.#all.peek()) {
      if (entry.carriageId === carriageId && kindOf(entry.source) === 'audio')
        this.silence(entry.track, 'ended', isSilent);
    }
  }

  /** Removes a track, unless another track has replaced it. */
  remove(track: MediaStreamTrack): void {
    this.#replace((entry) => entry.track === track);
  }

  removeCarriage(carriageId: CarriageId): void {
    this.#replace((entry) => entry.carriageId === carriageId);
  }

  #replace(isGone: (entry: RemoteTrack) => boolean, added: readonly RemoteTrack[] = []): void {
    const before = this.#all.value;
    // An element would play a removed sound for a moment longer, together with its replacement. A picture stays
    // enabled, because it would turn black.
    for (const { source, track } of before.filter(isGone)) {
      if (kindOf(source) === 'audio') this.silence(track, 'removed', true);
    }
    for (const { track } of added) this.silence(track, 'removed', false);
    this.#all.value = [...before.filter((entry) => !isGone(entry)), ...added];
  }
}
