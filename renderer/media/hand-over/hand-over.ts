import { effect } from '@preact/signals';
import { kindOf } from '../../../protocol/media.ts';
import type { RemoteTrack, RemoteTrackKey } from '../remote-tracks.ts';
import { PictureWatch, type Players, type PlayWatch, SoundWatch } from './play-watches.ts';

/** The interval of checks whether the new track is played, in milliseconds. */
export const POLL_MS = 40;

/** What a {@link HandOver} needs. */
export interface HandOverOptions {
  readonly from: RemoteTrackKey;
  readonly to: RemoteTrackKey;
  readonly players: Players;
  /** Called when the new carriage carries the source. */
  readonly onCarried: () => void;
}

type Stage = 'waiting' | 'arriving' | 'carried';

/**
 * One source that a person sends on two carriages, and that is handed over from one to the other (SPEC ESC-2):
 *
 * ```
 * waiting ── its new track is there ──► arriving ── that is played ──► carried
 *    ▲───────────────── the new track is gone ───────┴───────────────────┘
 * ```
 *
 * Only one track of a sound is heard at a time: the old one until the new carriage carries it, then the new one, and
 * when either is gone, the other. Two pictures may both play, because one view covers the other.
 */
export class HandOver {
  readonly #options: HandOverOptions;
  readonly #stop: () => void;
  #stage: Stage = 'waiting';
  /** The track that has arrived on the new carriage. */
  #arrived: RemoteTrack | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: HandOverOptions) {
    this.#options = options;
    // Runs as soon as a track is added, and so before an element plays it.
    this.#stop = effect(() => this.#follow());
  }

  /** Ends the hand-over: both tracks are heard as if there had been none. Idempotent. */
  close(): void {
    this.#stop();
    this.#move('waiting', undefined);
    const { remoteTracks } = this.#options.players;
    for (const key of this.#sounds()) {
      const track = remoteTracks.find(key);
      if (track) remoteTracks.silence(track, 'handed-over', false);
    }
  }

  #follow(): void {
    const { to, players } = this.#options;
    const arrived = players.remoteTracks.entry(to);
    if (arrived?.track !== this.#arrived?.track) this.#move(arrived ? 'arriving' : 'waiting', arrived);
    this.#turn();
  }

  #move(stage: Stage, arrived: RemoteTrack | undefined): void {
    clearTimeout(this.#timer);
    this.#stage = stage;
    this.#arrived = arrived;
    if (stage === 'arriving' && arrived) this.#askLater(this.#watch(arrived));
  }

  /** Makes one of the two audible. Both change in one task, so that there is neither a gap nor an echo. */
  #turn(): void {
    const { remoteTracks } = this.#options.players;
    const [old, fresh] = this.#sounds().map((key) => remoteTracks.find(key));
    if (old) remoteTracks.silence(old, 'handed-over', this.#stage === 'carried');
    if (fresh) remoteTracks.silence(fresh, 'handed-over', this.#stage !== 'carried' && Boolean(old));
  }

  /** The keys of both tracks, if they are sound. */
  #sounds(): RemoteTrackKey[] {
    const { from, to } = this.#options;
    return kindOf(to.source) === 'audio' ? [from, to] : [];
  }

  #watch(arrived: RemoteTrack): PlayWatch {
    const { from, players } = this.#options;
    if (kindOf(arrived.source) === 'video') return new PictureWatch(arrived, players);
    const { playback, remoteTracks } = players;
    const hasBegun = (track: MediaStreamTrack | null) => track !== null && playback.hasBegun(track);
    // If the browser plays no sound before a gesture, the new track waits for it as the old one does.
    return new SoundWatch(arrived, () => hasBegun(arrived.track) || !hasBegun(remoteTracks.find(from)));
  }

  #askLater(watch: PlayWatch): void {
    this.#timer = setTimeout(() => void this.#ask(watch), POLL_MS);
  }

  async #ask(watch: PlayWatch): Promise<void> {
    const asked = this.#arrived;
    const isPlayed = await watch.isPlayed();
    if (this.#arrived !== asked) return;
    if (!isPlayed) return this.#askLater(watch);
    this.#stage = 'carried';
    this.#turn();
    this.#options.onCarried();
  }
}
