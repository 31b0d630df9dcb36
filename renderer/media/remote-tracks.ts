import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CarriageId, ParticipantId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';

/** Whose track it is: a participant of a conference, or the other side of a peer-to-peer session. */
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
  /** Tells how it is received, where somebody may ask. */
  readonly receiver?: Pick<RTCRtpReceiver, 'getStats'> | undefined;
}

/** Why a track that is received is not to be heard or shown: its session is held, or it plays from elsewhere. */
export type SilenceReason = 'held' | 'handed-over';

/** Whether two keys name the same track. */
export function sameTrack(one: RemoteTrackKey, other: RemoteTrackKey): boolean {
  return one.carriageId === other.carriageId && one.owner === other.owner && one.source === other.source;
}

/** Everything that this page receives, for the elements that play it. */
export class RemoteTracks {
  readonly #all: Signal<readonly RemoteTrack[]> = signal([]);
  readonly #silences = new WeakMap<MediaStreamTrack, ReadonlySet<SilenceReason>>();

  get all(): ReadonlySignal<readonly RemoteTrack[]> {
    return this.#all;
  }

  /** What came under this key. */
  entry(key: RemoteTrackKey): RemoteTrack | undefined {
    return this.#all.value.find((entry) => sameTrack(entry, key));
  }

  find(key: RemoteTrackKey): MediaStreamTrack | null {
    return this.entry(key)?.track ?? null;
  }

  /** Enters tracks, each in place of the one with the same key. */
  add(tracks: readonly RemoteTrack[]): void {
    if (tracks.length === 0) return;
    const rest = this.#all.value.filter((entry) => !tracks.some((track) => sameTrack(track, entry)));
    this.#all.value = [...rest, ...tracks];
  }

  /** Silences a track for this reason, or no more. It is enabled while there is no reason against it. */
  silence(track: MediaStreamTrack, reason: SilenceReason, isSilent: boolean): void {
    const reasons = new Set(this.#silences.get(track));
    if (isSilent) reasons.add(reason);
    else reasons.delete(reason);
    this.#silences.set(track, reasons);
    track.enabled = reasons.size === 0;
  }

  /** Removes one track, if it is still the one under its key. */
  remove(track: MediaStreamTrack): void {
    this.#all.value = this.#all.value.filter((entry) => entry.track !== track);
  }

  removeCarriage(carriageId: CarriageId): void {
    this.#all.value = this.#all.value.filter((entry) => entry.carriageId !== carriageId);
  }
}
