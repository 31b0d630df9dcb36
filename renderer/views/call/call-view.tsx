import { ArrowLeft, MicOff, PhoneForwarded, RefreshCw, UserPlus } from 'lucide';
import { useId } from 'preact/hooks';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { escalationText } from '../../i18n/en-escalation.ts';
import { referralText } from '../../i18n/en-transfers.ts';
import { isEscalating } from '../../state/sessions.ts';
import { ConversationPane } from '../conversation/conversation-pane.tsx';
import { useConversations } from '../conversation/conversations-context.ts';
import { Duration } from '../ui/duration.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { CallControls } from './call-controls.tsx';
import { CallStage } from './call-stage.tsx';
import { HeldCalls } from './held-calls.tsx';
import { useOnStage } from './sharing/on-stage.ts';
import { ReferralLine } from './transfer/referral-line.tsx';
import { TransferLine } from './transfer/transfer-line.tsx';

/** An answered call: both pictures, the messages beside them, and the controls. */
export function CallView({ session }: { session: LiveCall }) {
  const { messagesShownIn } = useConversations().navigation;
  const areMessagesShown = messagesShownIn.value === session.id;
  const messagesId = useId();
  useOnStage();
  return (
    <main class="stage-screen call" data-testid="call-view">
      <CallHeader session={session} />
      <TransferLine session={session} />
      <ReferralLine session={session} />
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
        onMessages={() => {
          messagesShownIn.value = areMessagesShown ? null : session.id;
        }}
      />
    </main>
  );
}

function CallHeader({ session }: { session: LiveCall }) {
  const { peer, remote, referredBy } = session;
  return (
    <header class="stage-header">
      <HomeButton session={session} />
      <h1>
        <span class="visually-hidden">{text.call.title(peer.displayName)}</span>
        <span aria-hidden="true">{peer.displayName}</span>
      </h1>
      {referredBy && (
        <span class="mark" data-testid="referred-by">
          <Icon node={PhoneForwarded} />
          {referralText.by(referredBy.displayName)}
        </span>
      )}
      {remote.microphone === 'muted' && (
        <span class="mark">
          <Icon node={MicOff} />
          {text.devices.muted}
        </span>
      )}
      {session.state === 'established' && session.restarting && (
        <span class="mark" role="status" data-testid="restarting">
          <Icon node={RefreshCw} />
          {text.call.restarting}
        </span>
      )}
      {/* The element exists from the beginning. Otherwise its first text would not be announced. */}
      <span role="status">
        <Escalation session={session} />
      </span>
      <span class="stage-header-end">
        <Progress session={session} />
      </span>
    </header>
  );
}

/** Says that this call is becoming a conference (SPEC ESC). Nothing else changes here. */
function Escalation({ session }: { session: LiveCall }) {
  const { escalation, peer } = session;
  if (!isEscalating(session)) return null;
  return (
    <span class="mark" data-testid="escalation" data-state={escalation?.state}>
      <Icon node={UserPlus} />
      {escalation?.by === 'you' ? escalationText.byUs : escalationText.byThem(peer.displayName)}
    </span>
  );
}

/** Leads home without ending the call, to look up or call another person. */
function HomeButton({ session }: { session: LiveCall }) {
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

function Progress({ session }: { session: LiveCall }) {
  if (session.state === 'terminating') return <>{text.call.ending}</>;
  if (session.state === 'established') return <Duration sinceMs={session.establishedAtMs} />;
  return <span role="status">{text.call.connecting}</span>;
}
