import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ReferId, SessionId } from '../ids.ts';
import { ReferFailure, ReferTarget, ReferTo } from '../refer.ts';

const Nothing = z.object({});

/** Transfer (RFC 3515 REFER, SPEC REF). The server stores each referral until its final notice. */
export const REFER_REQUESTS = {
  /**
   * REFER within an agreed audio-video session: asks the other side to call the target, or to join it if it is a
   * conference. The session itself does not change.
   * @throws SESSION_GONE, SESSION_WRONG_STATE, REFER_PENDING while another referral is open in this session, TARGET_SELF,
   *   REFER_TO_PARTNER if the target is the referee, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, REFER_LOOP if this
   *   session results from a referral by the target, REPLACES_UNKNOWN unless `replaces` is an agreed session of the
   *   referrer with the target, CONFERENCE_UNKNOWN, CONFERENCE_ENDED
   */
  'refer.send': {
    data: z.object({
      referId: ReferId,
      sessionId: SessionId,
      target: ReferTarget,
      /** The referrer's call with the target, which the new call replaces (RFC 3891). */
      replaces: SessionId.optional(),
    }),
    reply: z.object({ to: ReferTo, expiresAtMs: EpochMs }),
  },
  /** From the referee: 202, or 603, which leads to the final notice. @throws REFER_GONE */
  'refer.answer': { data: z.object({ referId: ReferId, accepted: z.boolean() }), reply: Nothing },
  /**
   * From the referee: NOTIFY (RFC 3515 §2.4.4).
   * @throws REFER_GONE after a final notice, or from anyone but the referee; SESSION_WRONG_STATE for an illegal move
   */
  'refer.notify': {
    data: z.object({
      referId: ReferId,
      progress: z.discriminatedUnion('state', [
        z.object({ state: z.literal('trying') }),
        z.object({ state: z.literal('ringing') }),
        z.object({ state: z.literal('established') }),
        z.object({ state: z.literal('failed'), failure: ReferFailure }),
      ]),
    }),
    reply: Nothing,
  },
  /** From the referrer: no more notices. The referee may still call the target (REF-4). @throws REFER_GONE */
  'refer.terminate': { data: z.object({ referId: ReferId }), reply: Nothing },
  /**
   * From the referrer: withdraws the referral. A referee who has already reached the target stays with the target. The
   * final notice says which case it was. @throws REFER_GONE
   */
  'refer.cancel': { data: z.object({ referId: ReferId }), reply: Nothing },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;
