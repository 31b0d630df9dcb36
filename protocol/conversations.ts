import * as z from 'zod';
import { EpochMs } from './bounds.ts';
import { ConferenceId, ConversationId, SessionId } from './ids.ts';
import { Identity, SessionType } from './signaling/shapes.ts';
import { ShortText } from './text/addresses.ts';

/** At most so many conversations are kept, and none that was not used for so long (SPEC CONV-2). */
export const MAX_CONVERSATIONS = 500;
export const CONVERSATION_KEPT_MS = 30 * 24 * 60 * 60_000;

/** What is known of one conversation ID: the page captures it, main keeps it on disk (SPEC CONV-2). */
export const Conversation = z.object({
  id: ConversationId,
  /** The far side. */
  peer: Identity,
  title: ShortText.optional(),
  /** The sessions that it has had, latest last; the oldest are forgotten. */
  sessionIds: z.array(SessionId).max(20),
  types: z.array(SessionType).max(4),
  startedAtMs: EpochMs,
  lastUsedAtMs: EpochMs,
  /** `live` while one of its sessions is; `replaced` once a conference carries it. */
  state: z.enum(['live', 'idle', 'replaced']),
  replacedBy: ConferenceId.optional(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Whether it is known by invitations to its conference only: then it belongs to no two people yet (SPEC CONV-1). */
export function isConferenceOnly({ types }: Pick<Conversation, 'types'>): boolean {
  return types.includes('conference') && types.every((type) => type === 'conference');
}
