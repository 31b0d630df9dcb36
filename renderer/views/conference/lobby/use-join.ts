import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { useStore } from '../../store-context.ts';

/** Asks to come into a conference, and keeps how for the case that a passcode is asked for; false when one is not in. */
export function useJoin(): (attempt: CommandData<'join-conference'>) => Promise<boolean> {
  const { ask } = useStore();
  const { navigation } = useConversations();
  return async (attempt) => {
    const { media, passcode } = attempt;
    navigation.joiningWith.value = { media, hadPasscode: passcode !== undefined };
    return (await ask('join-conference', attempt)) !== null;
  };
}
