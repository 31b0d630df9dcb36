import { useEffect, useState } from 'preact/hooks';

/** Whether somebody can be looking at this page. */
export interface Attention {
  readonly isVisible: boolean;
  readonly hasFocus: boolean;
}

function attentionNow(): Attention {
  return { isVisible: document.visibilityState === 'visible', hasFocus: document.hasFocus() };
}

/** Follows the window's focus and visibility. */
export function useAttention(): Attention {
  const [attention, setAttention] = useState(attentionNow);
  useEffect(() => {
    const update = () => setAttention(attentionNow());
    update();
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('focus', update, { signal });
    window.addEventListener('blur', update, { signal });
    document.addEventListener('visibilitychange', update, { signal });
    return () => listening.abort();
  }, []);
  return attention;
}
