import { useEffect } from 'preact/hooks';
import { useConversations } from '../../conversation/conversations-context.ts';

/** While a call is on screen, the user is not away from any call, including later ones. */
export function useOnStage(): void {
  const { navigation } = useConversations();
  useEffect(() => navigation.returnToCall(), [navigation]);
}
