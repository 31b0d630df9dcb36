import * as z from 'zod';
import { EpochMs } from './bounds.ts';
import { ConferenceId, ConversationId, SessionId } from './ids.ts';
import { Identity, SessionType } from './signaling/shapes.ts';
import { ShortText } from './text/addresses.ts';

/** Maximum number of stored conversations (SPEC CONV-2). */
export const MAX_CONVERSATIONS = 500;

/** A conversation: the page captures it, main stores it on disk (SPEC CONV-2). */
export const Conversation = z.object({
  id: ConversationId,
  /** The other person. */
  peer: Identity,
  title: ShortText.optional(),
  /** Its sessions, latest last. The oldest are dropped. */
  sessionIds: z.array(SessionId).max(20),
  types: z.array(SessionType).max(4),
  startedAtMs: EpochMs,
  lastUsedAtMs: EpochMs,
  /** `live` while one of its sessions is; `replaced` once a conference continues it. */
  state: z.enum(['live', 'idle', 'replaced']),
  replacedBy: ConferenceId.optional(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Whether only invitations to its conference are known: then it is not a conversation of two people yet (SPEC CONV-1). */
export function isConferenceOnly({ types }: Pick<Conversation, 'types'>): boolean {
  return types.includes('conference') && types.every((type) => type === 'conference');
}
