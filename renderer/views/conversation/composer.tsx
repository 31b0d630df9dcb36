import { useEffect, useRef, useState } from 'preact/hooks';
import { MAX_TEXT_BYTES } from '../../../protocol/messages.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { draftOf, type MessageDraft } from '../../state/conversations/message-draft.ts';
import type { OpenedConversation } from '../../state/navigation.ts';
import { useStore } from '../store-context.ts';
import { ComposerForm } from './composer-form.tsx';
import { useConversations } from './conversations-context.ts';

const words = conversationText.composer;

interface ComposerProps {
  readonly conversation: OpenedConversation;
  readonly autoFocus: boolean;
}

/** The field for the next message. Unsent text is kept as long as the page lives. */
export function Composer({ conversation, autoFocus }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { typed, type, draft, send } = useSending(conversation);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  return (
    <ComposerForm
      field={field}
      typed={typed}
      onType={type}
      onSend={() => void send()}
      canSend={draft.canSend}
      label={words.label(conversation.peer.displayName)}
      placeholder={words.placeholder}
      sendWords={words.send}
      size={sizeWords(draft)}
      isTooLong={draft.surplusBytes > 0}
      fieldId="composer"
      sendId="send-message"
    />
  );
}

function sizeWords({ bytes, surplusBytes }: MessageDraft): string {
  if (surplusBytes > 0) return words.tooLong(surplusBytes);
  return bytes === undefined ? '' : words.size(bytes, MAX_TEXT_BYTES);
}

/** The typed text, and a function that sends it. */
function useSending(conversation: OpenedConversation) {
  const { navigation } = useConversations();
  const { ask } = useStore();
  const [typed, setTyped] = useState(() => navigation.draftOf(conversation));
  const latest = useRef(typed);
  const type = (text: string) => {
    latest.current = text;
    setTyped(text);
    navigation.keepDraft(conversation, text);
  };
  const draft = draftOf(typed);
  const send = async () => {
    const { text, canSend } = draftOf(latest.current);
    if (!canSend) return;
    const { peer, conversationId } = conversation;
    const before = latest.current;
    type('');
    // Without an ID, main uses the existing conversation with this person, or begins one with the first message.
    const sent = await ask('send-message', {
      to: peer.address,
      text,
      conversationId,
    });
    // If sending fails, the text returns to the field, before what was typed in the meantime.
    if (!sent) type(latest.current === '' ? before : `${before}\n${latest.current}`);
  };
  return { typed, type, draft, send };
}
