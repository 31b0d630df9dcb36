import * as z from 'zod';
import { EpochMs } from '../bounds.ts';
import { ReferId, SessionId } from '../ids.ts';
import { ReferFailure, ReferTarget, ReferTo } from '../refer.ts';

const Nothing = z.object({});

/** Transfer (RFC 3515 REFER, SPEC REF). The server knows each referral until its final notice, and who may say what of it. */
export const REFER_REQUESTS = {
  /**
   * REFER, within an agreed audio-video session of ours: its other side shall call, or come to, the target.
   * @throws SESSION_GONE, SESSION_WRONG_STATE, REFER_PENDING while another one goes on in this session, TARGET_SELF,
   *   REFER_TO_PARTNER when the target is who is referred, TARGET_UNKNOWN, TARGET_BLOCKED, TARGET_OFFLINE, REFER_LOOP when
   *   this session came of a referral by the target, REPLACES_UNKNOWN unless `replaces` is an agreed session of ours with
   *   the target, CONFERENCE_UNKNOWN, CONFERENCE_ENDED. The session goes on untouched.
   */
  'refer.send': {
    data: z.object({
      referId: ReferId,
      sessionId: SessionId,
      target: ReferTarget,
      /** Our call with the target, whose place the new one takes (RFC 3891). */
      replaces: SessionId.optional(),
    }),
    reply: z.object({ to: ReferTo, expiresAtMs: EpochMs }),
  },
  /** From the referee: 202, or 603 which is the final notice. @throws REFER_GONE */
  'refer.answer': { data: z.object({ referId: ReferId, accepted: z.boolean() }), reply: Nothing },
  /**
   * From the referee: NOTIFY (RFC 3515 §2.4.4).
   * @throws REFER_GONE after a final one, or from anybody else; SESSION_WRONG_STATE when it does not follow what was said
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
  /** From the referrer: no more notices; what the referee does goes on (REF-4). @throws REFER_GONE */
  'refer.terminate': { data: z.object({ referId: ReferId }), reply: Nothing },
  /**
   * From the referrer: the referee shall come back. Who has reached the target meanwhile does not; the final notice says
   * which it was. @throws REFER_GONE
   */
  'refer.cancel': { data: z.object({ referId: ReferId }), reply: Nothing },
} as const satisfies Record<string, { data: z.ZodType; reply: z.ZodType }>;
