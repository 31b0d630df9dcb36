import { useEffect, useRef, useState } from 'preact/hooks';
import { MAX_CHAT_LENGTH } from '../../../../protocol/conferences/chat.ts';
import { MessageId } from '../../../../protocol/ids.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { inConferenceText } from '../../../i18n/en-conferences.ts';
import { ComposerForm } from '../../conversation/composer-form.tsx';
import { useConversations } from '../../conversation/conversations-context.ts';
import { useStore } from '../../store-context.ts';

const words = inConferenceText.chat;
/** The number of remaining characters is shown from this many on. */
const COUNTDOWN_FROM = 400;

interface ChatComposerProps {
  readonly stay: StayView;
  readonly autoFocus: boolean;
  readonly onEscape: () => void;
}

/** The field for messages to everyone. Unsent text is kept when the pane closes and when sending fails. */
export function ChatComposer({ stay, autoFocus, onEscape }: ChatComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  const { typed, type, send } = useSending(stay);
  const left = MAX_CHAT_LENGTH - typed.trim().length;
  return (
    <ComposerForm
      field={field}
      typed={typed}
      onType={type}
      onSend={() => void send()}
      onEscape={onEscape}
      canSend={mayBeSent(typed) && stay.state === 'connected'}
      label={words.compose}
      placeholder={words.placeholder}
      sendWords={words.send}
      size={left < 0 ? words.tooLong(-left) : left <= COUNTDOWN_FROM ? words.left(left) : ''}
      isTooLong={left < 0}
      fieldId="chat-composer"
      sendId="chat-send"
    />
  );
}

function mayBeSent(typed: string): boolean {
  const { length } = typed.trim();
  return length > 0 && length <= MAX_CHAT_LENGTH;
}

function useSending({ conference: { id: conferenceId }, state }: StayView) {
  const { chatDrafts } = useConversations().navigation;
  const { ask } = useStore();
  const [typed, setTyped] = useState(() => chatDrafts.get(conferenceId) ?? '');
  const latest = useRef(typed);
  const failed = useRef<{ messageId: MessageId; text: string } | undefined>(undefined);
  const type = (text: string) => {
    latest.current = text;
    setTyped(text);
    chatDrafts.set(conferenceId, text);
  };
  const send = async () => {
    const before = latest.current;
    if (!mayBeSent(before) || state !== 'connected') return;
    const text = before.trim();
    // The server may have received the message although its reply was lost. The same ID for the same text keeps it from
    // being shown twice.
    const messageId =
      failed.current?.text === text ? failed.current.messageId : MessageId.parse(crypto.randomUUID());
    type('');
    const sent = await ask('conference.chat', { conferenceId, messageId, text });
    failed.current = sent ? undefined : { messageId, text };
    if (!sent) type(latest.current === '' ? before : `${before}\n${latest.current}`);
  };
  return { typed, type, send };
}
