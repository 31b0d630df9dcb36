import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { SendCommand } from '../../bridge/send-command.ts';

/** A track to be entered in main's ledger. */
export interface EnteringTrack {
  readonly source: Source;
  readonly track: MediaStreamTrack;
  readonly isClone: boolean;
}

/**
 * Every capture track and clone of one lease that has not ended. Main's ledger has the same tracks: each is entered
 * there before it is used, and removed once its end was read (SPEC LEASE-1).
 */
export class HeldTracks {
  readonly #leaseId: LeaseId;
  readonly #send: SendCommand;
  readonly #held = new Map<MediaStreamTrack, Source>();

  constructor(leaseId: LeaseId, send: SendCommand) {
    this.#leaseId = leaseId;
    this.#send = send;
  }

  /** The sources that have a track. */
  get sources(): Source[] {
    return [...new Set(this.#held.values())];
  }

  of(source: Source): MediaStreamTrack[] {
    return [...this.#held].filter(([, of]) => of === source).map(([track]) => track);
  }

  /**
   * Resolves when main has entered the track: only then may it be used. The track may end before that.
   * @returns whether it is still live
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when the lease is over, LIMIT_REACHED, CONNECTION_LOST; the track is ended
   */
  async enter({ source, track, isClone }: EnteringTrack): Promise<boolean> {
    this.#held.set(track, source);
    // A track that ends by itself is no longer held, used or not.
    track.addEventListener('ended', () => this.end([track]));
    try {
      await this.#send('hold-track', { leaseId: this.#leaseId, source, trackId: track.id, isClone });
      return this.#held.has(track);
    } catch (thrown) {
      // Main is told too: it may have entered the track, and its reply got lost.
      this.end([track]);
      throw ParleyError.from(thrown, 'MEDIA_FAILED');
    }
  }

  /** Ends these tracks at once, and tells main in one message which of them have ended. */
  end(tracks: readonly MediaStreamTrack[]): void {
    const ours = tracks.filter((track) => this.#held.has(track));
    for (const track of ours) track.stop();
    const ended = ours.filter(({ readyState }) => readyState === 'ended');
    for (const track of ended) this.#held.delete(track);
    if (ended.length === 0) return;
    const trackIds = ended.map(({ id }) => id);
    // Without main there is no ledger. A main that lost its page has emptied it.
    this.#send('tracks-ended', { leaseId: this.#leaseId, trackIds }).catch(() => undefined);
  }

  /** Ends all tracks at once. */
  endAll(): void {
    this.end([...this.#held.keys()]);
  }
}
