import * as z from 'zod';
import { DurationMs, EpochMs } from '../bounds.ts';
import { Ending } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import { ConversationId, SessionId } from '../ids.ts';
import { RequestedMedia } from '../media.ts';
import { Identity, SessionType } from '../signaling/shapes.ts';
import { ShortText } from '../text/addresses.ts';

/** At most so many calls stand in the history; the oldest leave it. */
export const MAX_HISTORY = 500;

/** One call that is over (SPEC INV-12). */
export const HistoryEntry = z.object({
  id: SessionId,
  conversationId: ConversationId,
  sessionType: SessionType,
  direction: z.enum(['incoming', 'outgoing']),
  peer: Identity,
  subject: ShortText.optional(),
  media: RequestedMedia,
  /** When it began, and for how long people talked: absent when they did not. */
  atMs: EpochMs,
  durationMs: DurationMs.optional(),
  ending: Ending,
  /** The failure behind the ending, when there was one. */
  error: ErrorCode.optional(),
  /** It rang here, or would have, and our user neither answered nor declined. */
  missed: z.boolean(),
  /** Our user has looked at the history since. */
  seen: z.boolean(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/**
 * A call that rings, is dialled or is running: what its entry is made of if this program is killed before it ends (INV-12).
 */
export const UnfinishedCall = HistoryEntry.omit({
  durationMs: true,
  ending: true,
  error: true,
  seen: true,
}).extend({
  /** Since when people talk; absent before that. */
  establishedAtMs: z.number().int().optional(),
  /** When they were last known to talk. */
  aliveAtMs: z.number().int().optional(),
});
export type UnfinishedCall = z.infer<typeof UnfinishedCall>;

/** The entry of a call during which this program was killed, or the machine lost its power (SPEC INV-12). */
export function interruptedEntry({ establishedAtMs, aliveAtMs, ...call }: UnfinishedCall): HistoryEntry {
  const talked = establishedAtMs !== undefined && aliveAtMs !== undefined;
  return {
    ...call,
    ...(talked ? { durationMs: Math.max(0, aliveAtMs - establishedAtMs) } : {}),
    ending: { reason: 'interrupted', by: 'system' },
    seen: false,
  };
}
