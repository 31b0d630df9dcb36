import { useEffect, useRef } from 'preact/hooks';

/** Keys that act while a call or stay is on screen, as the tooltips say them. */
export const SHORTCUTS = {
  microphone: 'M',
  camera: 'V',
  /** Of a call; a conference has hands instead. */
  hold: 'H',
  hand: 'H',
  share: 'S',
  chat: 'C',
  people: 'P',
} as const;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Listens for single keys, in any layout's letter case; not while the user types, nor with Ctrl, Alt or Meta. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      latest.current[event.key.toUpperCase()]?.();
    };
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}
