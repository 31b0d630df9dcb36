import type { CommandData } from '../../../../protocol/rpc/commands.ts';
import { text } from '../../../i18n/en.ts';
import { useAppState, useStore } from '../../store-context.ts';

/** How a conference is made; what is absent is as usual. */
export type ConferenceWishes = Partial<CommandData<'create-conference'>>;

/** Title that a conference of our user has unless they give it another. */
export function useUsualTitle(): string {
  return text.home.newConferenceTitle(useAppState().registration.displayName ?? '');
}

/** Makes a conference and goes into it; false when it could not be made, and then the user reads why. */
export function useNewConference(): (wishes: ConferenceWishes) => Promise<boolean> {
  const { ask } = useStore();
  const { startWith } = useAppState().settings;
  const title = useUsualTitle();
  return async (wishes) => {
    const created = await ask('create-conference', { title, ...wishes });
    if (!created) return false;
    const joined = await ask('join-conference', { link: created.link, media: startWith });
    return joined !== null;
  };
}
