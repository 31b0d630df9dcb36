import { useRef } from 'preact/hooks';

/** Runs one action at a time: an impatient second click does nothing while the first is on its way. */
export function useOnce(): (action: () => Promise<unknown>) => Promise<void> {
  const isRunning = useRef(false);
  return async (action) => {
    if (isRunning.current) return;
    isRunning.current = true;
    try {
      await action();
    } finally {
      isRunning.current = false;
    }
  };
}
