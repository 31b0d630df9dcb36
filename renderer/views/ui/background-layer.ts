import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';

const Context = createContext(false);

/** Tells the views inside whether they are in the background: rendered and playing, but not usable. */
export const BackgroundProvider = Context.Provider;

/** Whether this view is in the background of what is on stage. */
export function useIsInBackground(): boolean {
  return useContext(Context);
}

/** Focuses an element when its view moves from the background to the stage, unless another element has the focus. */
export function useFocusWhenRaised<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  const isInBackground = useIsInBackground();
  const wasInBackground = useRef(isInBackground);
  useLayoutEffect(() => {
    const isRaised = wasInBackground.current && !isInBackground;
    wasInBackground.current = isInBackground;
    const { activeElement } = document;
    if (isRaised && (activeElement === null || activeElement === document.body)) element.current?.focus();
  }, [isInBackground]);
  return element;
}
