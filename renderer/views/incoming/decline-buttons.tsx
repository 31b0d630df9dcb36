import { ChevronDown, MessageSquare, PhoneOff } from 'lucide';
import { useId, useRef, useState } from 'preact/hooks';
import type { DeclineReason } from '../../../protocol/endings.ts';
import type { Ringing } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { isLive } from '../../state/sessions.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { useStore } from '../store-context.ts';
import { useSingleFlight } from '../ui/behavior/single-flight.ts';
import { Icon } from '../ui/icon.tsx';
import { DeclineForm } from './decline-form.tsx';

interface DeclineButtonsProps {
  readonly session: Ringing;
  /** Offers to write a message: the screen has space for a conversation. */
  readonly mayMessage: boolean;
}

/** Decline now, with a reason, or with a message in the conversation (SPEC INV-4). */
export function DeclineButtons({ session, mayMessage }: DeclineButtonsProps) {
  const { ask, current } = useStore();
  const { navigation, cache } = useConversations();
  const runOnce = useSingleFlight();
  const form = useId();
  const menu = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { invitationId, peer } = session;
  const decline = (reason: DeclineReason, message?: string) =>
    runOnce(() => ask('decline', { invitationId, reason, text: message }));
  const message = () => {
    const conversationId = cache.continuing(session);
    // A running call continues while the conversation is shown in its place.
    if (current.value && isLive(current.value))
      navigation.leaveCall(current.value.id, { peer, conversationId });
    else navigation.open({ peer, conversationId });
    void decline('busy');
  };
  const close = () => {
    setOpen(false);
    menu.current?.focus();
  };
  return (
    <>
      <div class="incoming-actions">
        <span class="split-button">
          <button
            type="button"
            class="button button-bad"
            data-testid="decline"
            onClick={() => void decline('declined')}
          >
            <Icon node={PhoneOff} />
            {text.incoming.decline}
          </button>
          <button
            ref={menu}
            type="button"
            class="button button-icon button-bad"
            title={text.incoming.declineMenu}
            aria-label={text.incoming.declineMenu}
            aria-expanded={isOpen}
            aria-controls={isOpen ? form : undefined}
            data-testid="decline-menu"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon node={ChevronDown} />
          </button>
        </span>
        {mayMessage && (
          <button type="button" class="button" data-testid="message-instead" onClick={message}>
            <Icon node={MessageSquare} />
            {text.incoming.messageInstead}
          </button>
        )}
      </div>
      {isOpen && (
        <DeclineForm
          id={form}
          onDecline={(reason, message) => void decline(reason, message)}
          onClose={close}
        />
      )}
    </>
  );
}
