import { useEffect, useRef } from 'preact/hooks';
import { useIsBeneath } from './beneath.ts';

/** Keys that act while a call or stay is on screen, as the tooltips say them. */
export const SHORTCUTS = {
  microphone: 'M',
  camera: 'V',
  /** Of a call; a conference has hands instead. */
  hold: 'H',
  hand: 'H',
  share: 'S',
  /** Of a call: brings others in. */
  add: 'A',
  chat: 'C',
  people: 'P',
} as const;

/** A key that comes so soon after one for a text field that has just gone was meant for that field, too. */
const JUST_TYPED_MS = 1_000;

/** Does what is typed here go into a text? */
export function isTyping(target: EventTarget | null): target is HTMLElement {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/**
 * Listens for single keys, in any layout's letter case; not while the user types, nor with Ctrl, Alt or Meta, nor
 * beneath what is on stage.
 */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const isBeneath = useIsBeneath();
  const latest = useRef({ actions, isBeneath });
  latest.current = { actions, isBeneath };
  useEffect(() => {
    let typed: { field: HTMLElement; atMs: number } | null = null;
    const act = (event: KeyboardEvent) => {
      if (isTyping(event.target)) typed = { field: event.target, atMs: event.timeStamp };
      else if (typed && !typed.field.isConnected && event.timeStamp - typed.atMs < JUST_TYPED_MS) return;
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
      if (!latest.current.isBeneath) latest.current.actions[event.key.toUpperCase()]?.();
    };
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}
