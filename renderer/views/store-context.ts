import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { Store } from '../state/state.ts';

const Context = createContext<Store | null>(null);

/** Provides the store to the views inside. */
export const StoreProvider = Context.Provider;

/** The store. @throws Error outside of a {@link StoreProvider} */
export function useStore(): Store {
  const store = useContext(Context);
  if (!store) throw new Error('no StoreProvider above');
  return store;
}

/** Main's state, for views that are shown only when the page has it. @throws Error before that */
export function useAppState(): AppState {
  const state = useStore().state.value;
  if (!state) throw new Error('no state yet');
  return state;
}
