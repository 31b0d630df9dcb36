import { Check, CheckCheck, CircleAlert, Clock, Eye, RotateCw } from 'lucide';
import { useMemo } from 'preact/hooks';
import type { MessageView } from '../../../protocol/messages.ts';
import { errorWords } from '../../i18n/en.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import { piecesOf } from '../../state/conversations/message-text.ts';
import { useStore } from '../store-context.ts';
import { dateTimeWords, timeWords } from '../ui/behavior/date-format.ts';
import { Icon, type IconNode } from '../ui/icon.tsx';
import { useConversations } from './conversations-context.ts';

const words = conversationText.messages;

const STATE_ICONS = {
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: Eye,
  failed: CircleAlert,
} as const satisfies Record<MessageView['state'], IconNode>;

/** One message: sender, text, time, and the delivery state of own messages (SPEC SES-2). */
export function MessageItem({ message }: { message: MessageView }) {
  const { id, from, text, direction, state, sentAtMs, error } = message;
  const { ask } = useStore();
  const isOurs = direction === 'outgoing';
  return (
    <li class="message" data-testid="message" data-message={id} data-state={state} data-direction={direction}>
      <div class="message-bubble">
        <span class="visually-hidden">{isOurs ? words.youSaid : words.said(from.displayName)}</span>
        <MessageText text={text} />
      </div>
      <div class="message-facts soft small">
        <time dateTime={new Date(sentAtMs).toISOString()} title={dateTimeWords(sentAtMs)}>
          {timeWords(sentAtMs)}
        </time>
        {isOurs && (
          <span class="message-state" title={words.states[state]}>
            <Icon node={STATE_ICONS[state]} />
            <span class={state === 'failed' ? '' : 'visually-hidden'}>{words.states[state]}</span>
          </span>
        )}
      </div>
      {state === 'failed' && (
        <div class="message-failure small">
          {error && <p data-code={error}>{errorWords({ code: error, context: {} })}</p>}
          <button
            type="button"
            class="button button-small"
            data-testid="retry-message"
            onClick={() => void ask('retry-message', { messageId: id })}
          >
            <Icon node={RotateCw} />
            {words.retry}
          </button>
        </div>
      )}
    </li>
  );
}

/**
 * A message as text. Its writing direction does not affect its surroundings. Links open outside of Parley, except
 * conference links.
 */
export function MessageText({ text }: { text: string }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    <bdi class="message-text" data-testid="message-text">
      {pieces.map((piece, index) =>
        piece.url === undefined ? piece.text : <MessageLink key={index} url={piece.url} text={piece.text} />,
      )}
    </bdi>
  );
}

function MessageLink({ url, text }: { url: string; text: string }) {
  const { ask } = useStore();
  const { navigation } = useConversations();
  const open = (event: MouseEvent) => {
    // For every mouse button and modifier key: this page never navigates and never opens a window.
    event.preventDefault();
    if (event.button > 1) return;
    if (/^parley:/i.test(url)) navigation.linkToJoin.value = url;
    else void ask('open-link', { url });
  };
  return (
    <a href={url} title={url} rel="noopener noreferrer" draggable={false} onClick={open} onAuxClick={open}>
      {text}
    </a>
  );
}
