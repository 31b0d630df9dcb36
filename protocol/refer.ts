import * as z from 'zod';
import { EpochMs } from './bounds.ts';
import { EndingReason } from './endings.ts';
import { ErrorCode } from './errors.ts';
import { ConferenceId, ReferId, SessionId } from './ids.ts';
import { Identity } from './signaling/shapes.ts';
import { Address, ShortText } from './text/addresses.ts';

/** Whom a referrer names (RFC 3515 `Refer-To`). */
export const ReferTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), address: Address }),
  z.object({
    kind: z.literal('conference'),
    conferenceId: ConferenceId,
    /** For the referee to come in by. */
    passcode: z.string().max(64).optional(),
  }),
]);
export type ReferTarget = z.infer<typeof ReferTarget>;

/** Whom the server found there, for everyone to read. */
export const ReferTo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), person: Identity }),
  /** The title is empty when the referrer could not read it by coming in. */
  z.object({ kind: z.literal('conference'), conferenceId: ConferenceId, title: ShortText }),
]);
export type ReferTo = z.infer<typeof ReferTo>;

/** A referral as its referee receives it. */
export const Refer = z.object({
  id: ReferId,
  /** The call in which it is asked. */
  sessionId: SessionId,
  /** Who asks: the other side of that call. */
  from: Identity,
  to: ReferTo,
  /** For a conference. */
  passcode: z.string().max(64).optional(),
  /** The target talks with the referrer already, and does not ring (RFC 3891, SPEC REF-5). */
  attended: z.boolean(),
  /** When the subscription ends at the latest. Milliseconds since the epoch, on the server's clock. */
  expiresAtMs: EpochMs,
});
export type Refer = z.infer<typeof Refer>;

/** Why a referral failed: who said no, and how, with the SIP response of `ENDINGS`. */
export const ReferFailure = z.object({
  /** `referee`: who was to be transferred; `target`: to whom; `system`: neither of them. */
  by: z.enum(['referee', 'target', 'system']),
  reason: EndingReason,
  /** A short message from whoever said no. */
  text: ShortText.optional(),
  /** The failure behind it, when there was one. */
  code: ErrorCode.optional(),
});
export type ReferFailure = z.infer<typeof ReferFailure>;

/**
 * What the referrer is told of a referral (RFC 3515 §2.4.4): accepted 202, trying 100, ringing 180, established 200, or
 * how it failed. `established`, `failed` and `timed-out` are final.
 */
export const ReferProgress = z.discriminatedUnion('state', [
  z.object({ state: z.literal('accepted') }),
  z.object({ state: z.literal('trying') }),
  z.object({ state: z.literal('ringing') }),
  z.object({ state: z.literal('established') }),
  z.object({ state: z.literal('failed'), failure: ReferFailure }),
  z.object({ state: z.literal('timed-out') }),
]);
export type ReferProgress = z.infer<typeof ReferProgress>;

/** Why a referee is no longer asked: the referrer took it back, it took too long, or the call in which it was asked ended. */
export const ReferWithdrawal = z.enum(['cancelled', 'timed-out', 'session-ended']);
export type ReferWithdrawal = z.infer<typeof ReferWithdrawal>;
