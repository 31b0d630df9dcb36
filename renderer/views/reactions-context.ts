import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Reactions } from '../state/reactions.ts';

const Context = createContext<Reactions | null>(null);

/** Provides the reactions to the views inside. */
export const ReactionsProvider = Context.Provider;

/** The reactions. @throws Error outside of a {@link ReactionsProvider} */
export function useReactions(): Reactions {
  const reactions = useContext(Context);
  if (!reactions) throw new Error('no ReactionsProvider above');
  return reactions;
}
