import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Conversing } from '../../state/conversations/conversing.ts';
import type { OpenedConversation } from '../../state/navigation.ts';
import { useStore } from '../store-context.ts';

const Context = createContext<Conversing | null>(null);

/** Provides the conversations to the views inside. */
export const ConversationsProvider = Context.Provider;

/** The conversations. @throws Error outside of a {@link ConversationsProvider} */
export function useConversations(): Conversing {
  const conversing = useContext(Context);
  if (!conversing) throw new Error('no ConversationsProvider above');
  return conversing;
}

/** Opens the conversation with a person; an empty one if there is none. */
export function useMessagePerson(): (peer: Identity) => void {
  const { cache, navigation } = useConversations();
  return ({ address, displayName }) =>
    navigation.open({
      peer: { address, displayName },
      conversationId: cache.latestWith(address)?.id,
    });
}

/**
 * Calls a person in the given conversation, or else in the existing conversation with them (SPEC CONV-1). A running
 * call is put on hold.
 */
export function useCallPerson(): (conversation: OpenedConversation, media: RequestedMedia) => Promise<void> {
  const { cache } = useConversations();
  const { state, ask } = useStore();
  return async ({ peer, conversationId }, media) => {
    const continued = conversationId ?? cache.latestWith(peer.address)?.id;
    const isInCall = state.value?.sessions.some((session) => session.state === 'established');
    await ask('call', {
      to: peer.address,
      media,
      conversationId: continued,
      others: isInCall ? 'hold' : undefined,
    });
  };
}
