import { useEffect, useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';

/** `0:07`, `12:03`, `1:02:03`. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, minutes = 0] = parts;
  const shown = hours > 0 ? parts : [minutes, seconds % 60];
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** The time since a date, updated every second. */
export function Duration({ sinceMs }: { sinceMs: number }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="duration" role="timer" aria-label={text.call.duration}>
      {durationWords(nowMs - sinceMs)}
    </span>
  );
}
