import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CarriageId, ParticipantId } from '../../protocol/ids.ts';
import { kindOf, type Source } from '../../protocol/media.ts';

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
  /** Statistics of how it is received, if they can be read. */
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
    this.#replace((entry) => tracks.some((track) => sameTrack(track, entry)), tracks);
  }

  /** Silences a track for this reason, or no more. It is enabled while there is no reason against it. */
  silence(track: MediaStreamTrack, reason: SilenceReason, isSilent: boolean): void {
    const reasons = new Set(this.#silences.get(track));
    if (isSilent) reasons.add(reason);
    else reasons.delete(reason);
    this.#silences.set(track, reasons);
    track.enabled = reasons.size === 0;
  }

  /** Our user ends a session or stay: its sound stops before main ends it. False reverts that. */
  silenceSound(carriageId: CarriageId, isSilent: boolean): void {
    for (const entry of this.#all.peek()) {
      if (entry.carriageId === carriageId && kindOf(entry.source) === 'audio')
        this.silence(entry.track, 'ended', isSilent);
    }
  }

  /** Removes one track, if it is still the one under its key. */
  remove(track: MediaStreamTrack): void {
    this.#replace((entry) => entry.track === track);
  }

  removeCarriage(carriageId: CarriageId): void {
    this.#replace((entry) => entry.carriageId === carriageId);
  }

  #replace(isGone: (entry: RemoteTrack) => boolean, added: readonly RemoteTrack[] = []): void {
    const before = this.#all.value;
    // What an element has already would be heard for a moment longer, beside what takes its place. A picture stays as it
    // is: disabled, it would turn black.
    for (const { source, track } of before.filter(isGone)) {
      if (kindOf(source) === 'audio') this.silence(track, 'removed', true);
    }
    for (const { track } of added) this.silence(track, 'removed', false);
    this.#all.value = [...before.filter((entry) => !isGone(entry)), ...added];
  }
}
