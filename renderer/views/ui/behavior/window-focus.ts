import { useEffect, useState } from 'preact/hooks';

/** Whether the user can see this page. */
export interface WindowFocus {
  readonly isVisible: boolean;
  readonly hasFocus: boolean;
}

function focusNow(): WindowFocus {
  return { isVisible: document.visibilityState === 'visible', hasFocus: document.hasFocus() };
}

/** The window's focus and visibility; updates when they change. */
export function useWindowFocus(): WindowFocus {
  const [focus, setFocus] = useState(focusNow);
  useEffect(() => {
    const update = () => setFocus(focusNow());
    update();
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('focus', update, { signal });
    window.addEventListener('blur', update, { signal });
    document.addEventListener('visibilitychange', update, { signal });
    return () => listening.abort();
  }, []);
  return focus;
}
