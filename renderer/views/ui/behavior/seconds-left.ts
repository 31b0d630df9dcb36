import { useEffect, useState } from 'preact/hooks';

/** Whole seconds, counting down to 0 from the first render. */
export function useSecondsLeft(durationMs: number): number {
  const [left, setLeft] = useState(() => Math.ceil(durationMs / 1_000));
  useEffect(() => {
    const endsAtMs = Date.now() + durationMs;
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((endsAtMs - Date.now()) / 1_000));
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [durationMs]);
  return left;
}
