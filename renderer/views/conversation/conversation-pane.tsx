import { LaterConversationContent } from '../later-views.ts';
import type { ConversationContentProps } from './conversation-content.tsx';

/** The messages of one conversation and where to write the next, beside a call or by themselves (SPEC SES-4). */
export function ConversationPane(props: ConversationContentProps) {
  return (
    <div class="conversation-pane" data-testid="conversation-pane">
      <LaterConversationContent {...props} />
    </div>
  );
}
