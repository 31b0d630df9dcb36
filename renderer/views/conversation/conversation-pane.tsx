import { ConversationContent, type ConversationContentProps } from './conversation-content.tsx';

/** A conversation's messages and its field, beside a call or alone (SPEC SES-4). */
export function ConversationPane(props: ConversationContentProps) {
  return (
    <div class="conversation-pane" data-testid="conversation-pane">
      <ConversationContent {...props} />
    </div>
  );
}
