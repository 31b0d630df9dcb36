import { useEffect } from 'preact/hooks';
import { useConversations } from '../../conversation/conversations-context.ts';

/** A call is on screen: the user is no longer away from any, also not from one that comes on stage later. */
export function useOnStage(): void {
  const { navigation } = useConversations();
  useEffect(() => navigation.returnToCall(), [navigation]);
}
