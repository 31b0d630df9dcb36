import * as z from 'zod';
import { EpochMs } from './bounds.ts';
import { EndingReason } from './endings.ts';
import { ErrorCode } from './errors.ts';
import { ConferenceId, ReferId, SessionId } from './ids.ts';
import { Identity } from './signaling/shapes.ts';
import { Address, ShortText } from './text/addresses.ts';

/** The target as the referrer names it (RFC 3515 `Refer-To`). */
export const ReferTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), address: Address }),
  z.object({
    kind: z.literal('conference'),
    conferenceId: ConferenceId,
    /** For the referee to join with. */
    passcode: z.string().max(64).optional(),
  }),
]);
export type ReferTarget = z.infer<typeof ReferTarget>;

/** The target as the server resolved it, for display. */
export const ReferTo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), person: Identity }),
  /** The title is empty if the referrer is not allowed to know it. */
  z.object({ kind: z.literal('conference'), conferenceId: ConferenceId, title: ShortText }),
]);
export type ReferTo = z.infer<typeof ReferTo>;

/** A referral as its referee receives it. */
export const Refer = z.object({
  id: ReferId,
  /** The call between referrer and referee. */
  sessionId: SessionId,
  /** The referrer: the other side of that call. */
  from: Identity,
  to: ReferTo,
  /** Passcode of the conference, if the target is one. */
  passcode: z.string().max(64).optional(),
  /** The target is in a call with the referrer already and does not ring (RFC 3891, SPEC REF-5). */
  attended: z.boolean(),
  /** Latest end of the subscription. Milliseconds since the epoch, on the server's clock. */
  expiresAtMs: EpochMs,
});
export type Refer = z.infer<typeof Refer>;

/** Why a referral failed. `ENDINGS` has the SIP response of the reason. */
export const ReferFailure = z.object({
  /** Who caused the failure; `system`: neither of the two people. */
  by: z.enum(['referee', 'target', 'system']),
  reason: EndingReason,
  /** A short message from the person who declined. */
  text: ShortText.optional(),
  /** Code of the error that caused it, if there was one. */
  code: ErrorCode.optional(),
});
export type ReferFailure = z.infer<typeof ReferFailure>;

/**
 * Progress of a referral as the referrer is notified (RFC 3515 §2.4.4): accepted 202, trying 100, ringing 180,
 * established 200, or how it failed. `established`, `failed` and `timed-out` are final.
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

/** Why a referral was withdrawn from the referee: the referrer cancelled it, it timed out, or its call ended. */
export const ReferWithdrawal = z.enum(['cancelled', 'timed-out', 'session-ended']);
export type ReferWithdrawal = z.infer<typeof ReferWithdrawal>;
