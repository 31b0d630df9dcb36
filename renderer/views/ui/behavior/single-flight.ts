import { useRef } from 'preact/hooks';

/** Runs one action at a time: a second click is ignored until the first action has ended. */
export function useSingleFlight(): (action: () => Promise<unknown>) => Promise<void> {
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
