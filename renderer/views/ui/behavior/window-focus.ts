import { useEffect, useState } from 'preact/hooks';

/** Whether the user can see this page. */
export interface Looking {
  readonly isVisible: boolean;
  readonly hasFocus: boolean;
}

function lookingNow(): Looking {
  return { isVisible: document.visibilityState === 'visible', hasFocus: document.hasFocus() };
}

/** The window's focus and visibility; updates when they change. */
export function useLooking(): Looking {
  const [looking, setLooking] = useState(lookingNow);
  useEffect(() => {
    const update = () => setLooking(lookingNow());
    update();
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('focus', update, { signal });
    window.addEventListener('blur', update, { signal });
    document.addEventListener('visibilitychange', update, { signal });
    return () => listening.abort();
  }, []);
  return looking;
}
