import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CarriageId, ParticipantId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';

/** Whose track it is: a participant of a conference, or the other side of a peer-to-peer session. */
export type TrackOwner = ParticipantId | 'peer';

/** One received track and where it came from. */
export interface RemoteTrack {
  readonly carriageId: CarriageId;
  readonly owner: TrackOwner;
  readonly source: Source;
  readonly track: MediaStreamTrack;
}

/** Names a {@link RemoteTrack}. */
export type RemoteTrackKey = Omit<RemoteTrack, 'track'>;

/** Whether two keys name the same track. */
export function sameTrack(one: RemoteTrackKey, other: RemoteTrackKey): boolean {
  return one.carriageId === other.carriageId && one.owner === other.owner && one.source === other.source;
}

/** Everything that this page receives, for the elements that play it. */
export class RemoteTracks {
  readonly #all: Signal<readonly RemoteTrack[]> = signal([]);

  get all(): ReadonlySignal<readonly RemoteTrack[]> {
    return this.#all;
  }

  find(key: RemoteTrackKey): MediaStreamTrack | null {
    return this.#all.value.find((entry) => sameTrack(entry, key))?.track ?? null;
  }

  /** Enters tracks, each in place of the one with the same key. */
  add(tracks: readonly RemoteTrack[]): void {
    if (tracks.length === 0) return;
    const rest = this.#all.value.filter((entry) => !tracks.some((track) => sameTrack(track, entry)));
    this.#all.value = [...rest, ...tracks];
  }

  /** Removes one track, if it is still the one under its key. */
  remove(track: MediaStreamTrack): void {
    this.#all.value = this.#all.value.filter((entry) => entry.track !== track);
  }

  removeCarriage(carriageId: CarriageId): void {
    this.#all.value = this.#all.value.filter((entry) => entry.carriageId !== carriageId);
  }
}
