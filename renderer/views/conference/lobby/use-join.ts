import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { useStore } from '../../store-context.ts';

/**
 * Joins a conference, and keeps the options for another attempt with a passcode. Resolves to false if the user is not
 * in.
 */
export function useJoin(): (attempt: CommandData<'join-conference'>) => Promise<boolean> {
  const { ask } = useStore();
  const { navigation } = useConversations();
  return async (attempt) => {
    const { media, passcode } = attempt;
    navigation.joiningWith.value = { media, hadPasscode: passcode !== undefined };
    return (await ask('join-conference', attempt)) !== null;
  };
}
