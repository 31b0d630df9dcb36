import { createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';

const Context = createContext(false);

/** Says to the views below it whether they lie beneath something else: shown and playing, but not there to be used. */
export const BeneathProvider = Context.Provider;

/** Does this view lie beneath what is on stage? */
export function useIsBeneath(): boolean {
  return useContext(Context);
}

/** Focuses an element when its view comes up from beneath, unless the user has the focus somewhere by then. */
export function useFocusOnceRaised<Element extends HTMLElement>() {
  const element = useRef<Element>(null);
  const isBeneath = useIsBeneath();
  const wasBeneath = useRef(isBeneath);
  useLayoutEffect(() => {
    const isRaised = wasBeneath.current && !isBeneath;
    wasBeneath.current = isBeneath;
    const { activeElement } = document;
    if (isRaised && (activeElement === null || activeElement === document.body)) element.current?.focus();
  }, [isBeneath]);
  return element;
}
