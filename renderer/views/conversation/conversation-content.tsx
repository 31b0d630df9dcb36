import { Ban } from 'lucide';
import type { ConversationId } from '../../../protocol/ids.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';
import { Composer } from './composer.tsx';
import { MessageLog, NoMessages } from './message-log.tsx';

/** Props of {@link ConversationContent}. */
export interface ConversationContentProps {
  /** Undefined until the conversation has begun. */
  readonly conversationId?: ConversationId | undefined;
  readonly peer: Identity;
  /** The user opened the conversation to write. */
  readonly autoFocus?: boolean;
}

/** The messages of a conversation, and the field for the next one. */
export function ConversationContent({ conversationId, peer, autoFocus = false }: ConversationContentProps) {
  const isBlocked = useAppState().blocked.includes(peer.address);
  return (
    <>
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
    </>
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
