import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { LeaseId } from '../ids.ts';
import { Source } from '../media.ts';

/** Maximum number of live capture tracks of a page, including clones. */
export const MAX_TRACKS_HELD = 64;
/** How many of the latest receipts are kept, until the app ends. */
export const MAX_RECEIPTS = 50;

/** W3C mediacapture-main `MediaStreamTrack.id`. */
export const TrackId = z.string().min(1).max(100);
export type TrackId = z.infer<typeof TrackId>;

/** What a device is used for. */
export const Purpose = z.enum(['call', 'conference', 'sharing', 'preview']);
export type Purpose = z.infer<typeof Purpose>;

/** What uses a device, as the user is shown it (SPEC LEASE-1). */
export const Holder = z.object({
  purpose: Purpose,
  /** The other person's name, or the title of the conference; empty for a preview. */
  name: z.string().max(200),
});
export type Holder = z.infer<typeof Holder>;

/** A capture track, or a clone of one, that has not ended. */
export const HeldTrack = z.object({
  trackId: TrackId,
  leaseId: LeaseId,
  source: Source,
  isClone: z.boolean(),
  holder: Holder,
  /** When it was entered in the ledger. Milliseconds since the epoch. */
  heldSinceMs: EpochMs,
});
export type HeldTrack = z.infer<typeof HeldTrack>;

/** A source of a lease was released: all of its tracks and clones have ended (SPEC LEASE-3). */
export const Receipt = z.object({
  id: z.string().max(64),
  leaseId: LeaseId,
  source: Source,
  holder: Holder,
  /** When the last of its tracks was seen to have ended. Milliseconds since the epoch. */
  releasedAtMs: EpochMs,
  /** How main knows it: the page reported it, or the page is gone and its devices with it. */
  witness: z.enum(['page', 'page-gone']),
});
export type Receipt = z.infer<typeof Receipt>;

/** The ledger as a page shows it. */
export const LedgerView = z.object({
  held: z.array(HeldTrack).max(MAX_TRACKS_HELD),
  /** Latest first. */
  receipts: z.array(Receipt).max(MAX_RECEIPTS),
});
export type LedgerView = z.infer<typeof LedgerView>;
