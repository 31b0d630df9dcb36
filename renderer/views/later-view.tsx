import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view whose code is loaded apart. */
export interface LaterView<Props> {
  (props: Props): preact.JSX.Element | null;
  /** Loads the code, so that the view is there at once when it is shown. Safe to call again, also after a failure. */
  readonly preload: () => Promise<void>;
}

/** A view that is no part of the first script; until its code is here it shows nothing. */
export function laterView<Props extends object>(load: () => Promise<ComponentType<Props>>): LaterView<Props> {
  let View: ComponentType<Props> | undefined;
  const preload = async () => {
    View ??= await load();
  };
  const Later = (props: Props) => {
    const [, setHere] = useState(View !== undefined);
    useEffect(() => {
      let isShown = true;
      // Without main there is no code to be had; then the page has other things to show, and comes back to this.
      void preload().then(
        () => isShown && setHere(true),
        () => undefined,
      );
      return () => {
        isShown = false;
      };
    }, []);
    return View ? <View {...props} /> : null;
  };
  return Object.assign(Later, { preload });
}
