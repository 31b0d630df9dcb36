import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A view whose code is loaded separately. */
export interface LazyView<Props> {
  (props: Props): preact.JSX.Element | null;
  /** Loads the code, so that the view appears immediately. Can be called again, also after a failure. */
  readonly preload: () => Promise<void>;
}

/** Creates a view that is not part of the first script. It renders nothing until its code is loaded. */
export function lazyView<Props extends object>(load: () => Promise<ComponentType<Props>>): LazyView<Props> {
  let View: ComponentType<Props> | undefined;
  const preload = async () => {
    View ??= await load();
  };
  const Later = (props: Props) => {
    const [, setHere] = useState(View !== undefined);
    useEffect(() => {
      let isShown = true;
      // Without main the code cannot be loaded. The page then shows other views, and tries again with the next mount.
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
