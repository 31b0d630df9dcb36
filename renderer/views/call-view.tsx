import { ArrowLeft, MicOff, RefreshCw } from 'lucide';
import { useId, useState } from 'preact/hooks';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { text } from '../i18n/en.ts';
import { CallControls } from './call-controls.tsx';
import { CallStage } from './call-stage.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { useConversations } from './conversations-context.ts';
import { Duration } from './duration.tsx';
import { HeldCalls } from './held-calls.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { useOnStage } from './on-stage.ts';

/** A call that was answered: both pictures, what is written beside them, and what one can do. */
export function CallView({ session }: { session: SessionView }) {
  const [areMessagesShown, setMessagesShown] = useState(false);
  const messagesId = useId();
  useOnStage();
  return (
    <main class="stage-screen call" data-testid="call-view">
      <CallHeader session={session} />
      <div class="call-body">
        <CallStage session={session} />
        {areMessagesShown && (
          <aside id={messagesId} class="call-messages" aria-labelledby={`${messagesId}-title`}>
            <h2 class="visually-hidden" id={`${messagesId}-title`}>
              {text.call.messages}
            </h2>
            <ConversationPane conversationId={session.conversationId} peer={session.peer} autoFocus />
          </aside>
        )}
      </div>
      <HeldCalls />
      <CallControls
        session={session}
        areMessagesShown={areMessagesShown}
        messagesId={messagesId}
        onMessages={() => setMessagesShown(!areMessagesShown)}
      />
    </main>
  );
}

function CallHeader({ session }: { session: SessionView }) {
  const { peer, remote, restarting } = session;
  return (
    <header class="stage-header">
      <HomeButton session={session} />
      <h1>
        <span class="visually-hidden">{text.call.title(peer.displayName)}</span>
        <span aria-hidden="true">{peer.displayName}</span>
      </h1>
      {remote.microphone === 'muted' && (
        <span class="mark">
          <Icon node={MicOff} />
          {text.devices.muted}
        </span>
      )}
      {restarting && (
        <span class="mark" role="status" data-testid="restarting">
          <Icon node={RefreshCw} />
          {text.call.restarting}
        </span>
      )}
      <span class="stage-header-end">
        <Progress session={session} />
      </span>
    </header>
  );
}

/** Home for a while: to look somebody up, or to call them too. */
function HomeButton({ session }: { session: SessionView }) {
  const { navigation } = useConversations();
  return (
    <IconButton
      label={text.call.home}
      look="quiet"
      class="button-home"
      icon={ArrowLeft}
      testId="call-home"
      onClick={() => navigation.leaveCall(session.id)}
    />
  );
}

function Progress({ session: { state, establishedAtMs } }: { session: SessionView }) {
  if (state === 'terminating') return <>{text.call.ending}</>;
  if (state === 'established' && establishedAtMs !== undefined) return <Duration sinceMs={establishedAtMs} />;
  return <span role="status">{text.call.connecting}</span>;
}
