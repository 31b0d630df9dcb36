import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import {
  type HeldTrack,
  type Holder,
  type LedgerView,
  MAX_RECEIPTS,
  MAX_TRACKS_HELD,
  type Receipt,
  type TrackId,
} from '../../../protocol/local/ledger.ts';
import type { Clock, Ids } from '../ports.ts';

export interface LedgerOptions {
  clock: Clock;
  ids: Ids;
  /** Called after every change. */
  show(view: LedgerView): void;
}

/**
 * Every capture track and clone that has not ended, and the receipts of those that have (SPEC LEASE-1, LEASE-3). It
 * records what was observed, not what was ordered: a track whose end was not observed stays until its page is gone.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  #view: LedgerView = { held: [], receipts: [] };

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Enters a track. @throws ParleyError LIMIT_REACHED, or MEDIA_FAILED when it is entered already */
  enter(track: Omit<HeldTrack, 'heldSinceMs'>): void {
    const { held } = this.#view;
    if (held.some(({ trackId }) => trackId === track.trackId)) {
      throw new ParleyError('MEDIA_FAILED', 'this track is held already');
    }
    if (held.length >= MAX_TRACKS_HELD) throw new ParleyError('LIMIT_REACHED', 'too many tracks');
    this.#become({ held: [...held, { ...track, heldSinceMs: this.#options.clock.now() }] });
  }

  /** The tracks of a lease have another holder from now on. */
  handedOver(leaseId: LeaseId, holder: Holder): void {
    const { held } = this.#view;
    if (!held.some((track) => track.leaseId === leaseId)) return;
    this.#become({ held: held.map((track) => (track.leaseId === leaseId ? { ...track, holder } : track)) });
  }

  /** The page has seen the end of these tracks. Unknown tracks are ignored. */
  ended(leaseId: LeaseId, trackIds: readonly TrackId[]): void {
    this.#drop((track) => track.leaseId === leaseId && trackIds.includes(track.trackId), 'page');
  }

  /** The page is gone, and every track with it. */
  pageGone(): void {
    this.#drop(() => true, 'page-gone');
  }

  #drop(isEnded: (track: HeldTrack) => boolean, witness: Receipt['witness']): void {
    const { held, receipts } = this.#view;
    const [ended, rest] = [held.filter(isEnded), held.filter((track) => !isEnded(track))];
    if (ended.length === 0) return;
    const released = ended.filter(
      (track, index) => ![...ended.slice(0, index), ...rest].some((other) => isSameSource(track, other)),
    );
    const given = released.map((track) => this.#receiptOf(track, witness));
    this.#become({ held: rest, receipts: [...given, ...receipts].slice(0, MAX_RECEIPTS) });
  }

  #receiptOf({ leaseId, source, holder }: HeldTrack, witness: Receipt['witness']): Receipt {
    const { ids, clock } = this.#options;
    return { id: ids.next(), leaseId, source, holder, releasedAtMs: clock.now(), witness };
  }

  #become(change: Partial<LedgerView>): void {
    this.#view = { ...this.#view, ...change };
    this.#options.show(this.#view);
  }
}

function isSameSource(one: HeldTrack, other: HeldTrack): boolean {
  return one.leaseId === other.leaseId && one.source === other.source;
}
