import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Conversing } from '../../state/conversations/conversing.ts';
import type { OpenedConversation } from '../../state/navigation.ts';
import { useStore } from '../store-context.ts';

const Context = createContext<Conversing | null>(null);

/** Gives the views below it the conversations. */
export const ConversationsProvider = Context.Provider;

/** The conversations. @throws Error outside of a {@link ConversationsProvider} */
export function useConversations(): Conversing {
  const conversing = useContext(Context);
  if (!conversing) throw new Error('no ConversationsProvider above');
  return conversing;
}

/** Shows the conversation that one has with this person, or the beginning of one. */
export function useMessagePerson(): (peer: Identity) => void {
  const { cache, navigation } = useConversations();
  return ({ address, displayName }) =>
    navigation.open({
      peer: { address, displayName },
      conversationId: cache.latestWith(address)?.id,
    });
}

/**
 * Calls somebody in the conversation given, or else in the one that one has with them (SPEC CONV-1). A call that goes
 * on is held for it.
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
      ...(continued && { conversationId: continued }),
      ...(isInCall && { others: 'hold' }),
    });
  };
}
