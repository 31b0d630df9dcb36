import { ArrowLeft, Ban, Phone, ScreenShare, Video } from 'lucide';
import { isLiveCall } from '../../../protocol/rpc/session-view.ts';
import type { Identity, Person } from '../../../protocol/signaling/shapes.ts';
import { text } from '../../i18n/en.ts';
import { conversationText } from '../../i18n/en-conversations.ts';
import type { OpenedConversation } from '../../state/navigation.ts';
import { PresenceAvatar } from '../home/presence-avatar.tsx';
import { useAppState, useStore } from '../store-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { ConversationPane } from './conversation-pane.tsx';
import { useCallPerson, useConversations } from './conversations-context.ts';

const words = conversationText.view;

/** A conversation with one person: header with name and call buttons, and the messages. */
export function ConversationView({ conversation }: { conversation: OpenedConversation }) {
  const { people } = useAppState();
  const { conversationId } = conversation;
  const person = people.find(({ address }) => address === conversation.peer.address);
  const { address, displayName } = person ?? conversation.peer;
  const peer = { address, displayName };
  return (
    <section
      class="conversation"
      aria-labelledby="conversation-title"
      data-testid="conversation-view"
      data-conversation={conversationId}
      data-address={address}
    >
      <ConversationHeader conversation={{ peer, conversationId }} presence={person?.presence} />
      <ConversationPane peer={peer} conversationId={conversationId} autoFocus />
    </section>
  );
}

interface ConversationHeaderProps {
  readonly conversation: OpenedConversation;
  readonly presence: Person['presence'] | undefined;
}

function ConversationHeader({ conversation, presence }: ConversationHeaderProps) {
  const { cache, navigation } = useConversations();
  const { peer, conversationId } = conversation;
  const title = conversationId && cache.find(conversationId)?.title;
  return (
    <header class="conversation-header">
      <IconButton
        label={words.back}
        look="quiet"
        icon={ArrowLeft}
        testId="conversation-back"
        onClick={() => navigation.close()}
      />
      <PresenceAvatar name={peer.displayName} presence={presence} size="s" />
      <div class="row-words">
        <h2 id="conversation-title" title={peer.address}>
          {peer.displayName}
        </h2>
        <span class="soft small">
          {[presence && text.presence[presence], title].filter(Boolean).join(' · ')}
        </span>
      </div>
      <HeaderActions conversation={conversation} isOffline={presence === 'offline'} />
    </header>
  );
}

function HeaderActions({
  conversation,
  isOffline,
}: {
  conversation: OpenedConversation;
  isOffline: boolean;
}) {
  const { peer, conversationId } = conversation;
  const { sessions, blocked } = useAppState();
  const call = useCallPerson();
  const isBlocked = blocked.includes(peer.address);
  const live = sessions.find((session) => isLiveCall(session) && session.peer.address === peer.address);
  if (live) return conversationId ? <ShareButton conversation={conversation} /> : null;
  const start = (camera: boolean) => void call(conversation, { microphone: true, camera });
  return (
    <div class="conversation-actions">
      <IconButton
        icon={Phone}
        label={words.callAudio(peer.displayName)}
        testId="call-audio"
        disabled={isOffline || isBlocked}
        onClick={() => start(false)}
      />
      <IconButton
        icon={Video}
        label={words.callVideo(peer.displayName)}
        testId="call-video"
        disabled={isOffline || isBlocked}
        onClick={() => start(true)}
      />
      {!isBlocked && <BlockButton peer={peer} />}
    </div>
  );
}

function ShareButton({ conversation: { peer, conversationId } }: { conversation: OpenedConversation }) {
  const { ask } = useStore();
  const { sessions } = useAppState();
  const ofThis = sessions.filter(
    (session) => session.conversationId === conversationId && session.state !== 'terminated',
  );
  const isInCall = ofThis.some(
    ({ sessionType, state }) => sessionType === 'audio-video' && state === 'established',
  );
  const isSharing = ofThis.some(
    ({ sessionType, direction }) => sessionType === 'application-sharing' && direction === 'outgoing',
  );
  if (!conversationId || !isInCall || isSharing) return null;
  return (
    <IconButton
      icon={ScreenShare}
      label={words.share}
      testId="share-screen"
      onClick={() => void ask('share-screen', { to: peer.address, conversationId })}
    />
  );
}

function BlockButton({ peer }: { peer: Identity }) {
  const { ask } = useStore();
  return (
    <IconButton
      icon={Ban}
      label={words.block(peer.displayName)}
      testId="block"
      onClick={() => void ask('block', { address: peer.address, blocked: true })}
    />
  );
}
