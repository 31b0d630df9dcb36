import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

/** The states of a message, in order. A message only moves forward, unless a failed one is retried. */
const STAGES = ['failed', 'sending', 'sent', 'delivered', 'read'] as const;

export interface MessageRow {
  id: MessageId;
  conversation: ConversationId;
  incoming: 0 | 1;
  stage: number;
  told: number | null;
  position: number | null;
  sent_at_ms: number;
  error: ErrorCode | null;
  from_address: Address;
  from_name: Identity['displayName'];
  to_address: Address;
  text: string;
}

/** Returns the number of a state, as the columns `stage` and `told` store it. */
export function stageOf(state: MessageView['state']): number {
  return STAGES.indexOf(state);
}

/** Comparator for the order within a conversation. */
export function byPosition(a: MessageRow, b: MessageRow): number {
  return (a.position ?? 0) - (b.position ?? 0);
}

/** Converts a row to the message that a page shows. */
export function viewOf(row: MessageRow): MessageView {
  return {
    id: row.id,
    conversationId: row.conversation,
    from: { address: row.from_address, displayName: row.from_name },
    to: row.to_address,
    text: row.text,
    sequence: row.position ?? undefined,
    sentAtMs: row.sent_at_ms,
    direction: row.incoming ? 'incoming' : 'outgoing',
    state: STAGES[row.stage] ?? 'failed',
    error: row.error ?? undefined,
  };
}
