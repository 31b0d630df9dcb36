import * as z from 'zod';
import { DurationMs, EpochMs } from '../bounds.ts';
import { Ending } from '../endings.ts';
import { ErrorCode } from '../errors.ts';
import { ConversationId, SessionId } from '../ids.ts';
import { RequestedMedia } from '../media.ts';
import { Identity, SessionType } from '../signaling/shapes.ts';
import { ShortText } from '../text/addresses.ts';

/** Maximum number of calls in the history. The oldest are dropped. */
export const MAX_HISTORY = 500;

/** One past call (SPEC INV-12). */
export const HistoryEntry = z.object({
  id: SessionId,
  conversationId: ConversationId,
  sessionType: SessionType,
  direction: z.enum(['incoming', 'outgoing']),
  peer: Identity,
  subject: ShortText.optional(),
  media: RequestedMedia,
  /** When the invitation was sent or received. Milliseconds since the epoch. */
  atMs: EpochMs,
  /** How long the call was established; absent if it never was. */
  durationMs: DurationMs.optional(),
  ending: Ending,
  /** Code of the error that caused the ending, if there was one. */
  error: ErrorCode.optional(),
  /** It rang here, or would have without Do not disturb, and our user neither answered nor declined. */
  missed: z.boolean(),
  /** Our user has opened the history since. */
  seen: z.boolean(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/**
 * A call that has not ended. Its history entry is made from this if the program is killed before the call ends (INV-12).
 */
export const UnfinishedCall = HistoryEntry.omit({
  durationMs: true,
  ending: true,
  error: true,
  seen: true,
}).extend({
  /** When the call was established; absent before that. */
  establishedAtMs: z.number().int().optional(),
  /** When the established call was last known to be alive. */
  aliveAtMs: z.number().int().optional(),
});
export type UnfinishedCall = z.infer<typeof UnfinishedCall>;

/** The history entry of a call during which this program was killed or the machine lost power (SPEC INV-12). */
export function interruptedEntry({ establishedAtMs, aliveAtMs, ...call }: UnfinishedCall): HistoryEntry {
  const wasEstablished = establishedAtMs !== undefined && aliveAtMs !== undefined;
  return {
    ...call,
    durationMs: wasEstablished ? Math.max(0, aliveAtMs - establishedAtMs) : undefined,
    ending: { reason: 'interrupted', by: 'system' },
    seen: false,
  };
}
