import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ConversationId, MessageId } from '../../../protocol/ids.ts';
import type { MessageView } from '../../../protocol/messages.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

/** What a message comes to, in order: it only moves forward, but for one that is tried again. */
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

/** The number that stands for a state in `stage` and `told`. */
export function stageOf(state: MessageView['state']): number {
  return STAGES.indexOf(state);
}

/** For sorting: in the order of the conversation. */
export function byPlace(a: MessageRow, b: MessageRow): number {
  return (a.position ?? 0) - (b.position ?? 0);
}

/** A message as pages have it. */
export function viewOf(row: MessageRow): MessageView {
  return {
    id: row.id,
    conversationId: row.conversation,
    from: { address: row.from_address, displayName: row.from_name },
    to: row.to_address,
    text: row.text,
    ...(row.position === null ? {} : { sequence: row.position }),
    sentAtMs: row.sent_at_ms,
    direction: row.incoming ? 'incoming' : 'outgoing',
    state: STAGES[row.stage] ?? 'failed',
    ...(row.error === null ? {} : { error: row.error }),
  };
}
