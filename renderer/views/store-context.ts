import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { Store } from '../state/state.ts';

const Context = createContext<Store | null>(null);

/** Gives the views below it the state and the way to ask for changes. */
export const StoreProvider = Context.Provider;

/** The store. @throws Error outside of a {@link StoreProvider} */
export function useStore(): Store {
  const store = useContext(Context);
  if (!store) throw new Error('no StoreProvider above');
  return store;
}

/** Main's state, in views that are shown only once it is there. @throws Error before that */
export function useAppState(): AppState {
  const state = useStore().state.value;
  if (!state) throw new Error('no state yet');
  return state;
}
