import { Ban } from 'lucide';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import { conversationText } from '../i18n/en-conversations.ts';
import { Composer } from './composer.tsx';
import { Icon } from './icon.tsx';
import { MessageLog, NoMessages } from './message-log.tsx';
import { useAppState, useStore } from './store-context.ts';

interface ConversationPaneProps {
  /** Absent until the conversation has begun. */
  readonly conversationId?: ConversationId | undefined;
  readonly peer: Identity;
  /** The user came here to write. */
  readonly autoFocus?: boolean;
}

/** The messages of one conversation and where to write the next, beside a call or by themselves (SPEC SES-4). */
export function ConversationPane({ conversationId, peer, autoFocus = false }: ConversationPaneProps) {
  const isBlocked = useAppState().blocked.includes(peer.address);
  return (
    <div class="conversation-pane" data-testid="conversation-pane">
      {conversationId ? (
        <MessageLog key={conversationId} conversationId={conversationId} peer={peer} />
      ) : (
        <div class="log-frame">
          <NoMessages name={peer.displayName} />
        </div>
      )}
      {isBlocked ? (
        <BlockedNotice peer={peer} />
      ) : (
        <Composer key={peer.address} conversation={{ peer, conversationId }} autoFocus={autoFocus} />
      )}
    </div>
  );
}

function BlockedNotice({ peer }: { peer: Identity }) {
  const { ask } = useStore();
  return (
    <div class="blocked-notice">
      <Icon node={Ban} />
      <p>{conversationText.view.blocked(peer.displayName)}</p>
      <button
        type="button"
        class="button"
        data-testid="unblock"
        onClick={() => void ask('block', { address: peer.address, blocked: false })}
      >
        {conversationText.view.unblock}
      </button>
    </div>
  );
}
