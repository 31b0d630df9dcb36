import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { text } from '../../../i18n/en.ts';
import { useAppState, useStore } from '../../store-context.ts';

/** The options of a new conference. Missing ones get their defaults. */
export type ConferenceOptions = Partial<CommandData<'create-conference'>>;

/** The default title of the user's conferences. */
export function useDefaultTitle(): string {
  return text.home.newConferenceTitle(useAppState().registration.displayName ?? '');
}

/** Creates a conference and joins it. Resolves to false on failure, and an alert says why. */
export function useNewConference(): (wishes: ConferenceOptions) => Promise<boolean> {
  const { ask } = useStore();
  const { startWith } = useAppState().settings;
  const title = useDefaultTitle();
  return async (wishes) => {
    const created = await ask('create-conference', { title, ...wishes });
    if (!created) return false;
    const joined = await ask('join-conference', { link: created.link, media: startWith });
    return joined !== null;
  };
}
