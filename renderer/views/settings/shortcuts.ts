import { useEffect, useRef } from 'preact/hooks';
import { useAppState } from '../store-context.ts';
import { useIsInBackground } from '../ui/background-layer.ts';
import { isModal, isTyping, usesLetters } from '../ui/behavior/key-guard.ts';
import { keyLabel } from './key-labels.ts';

/** A key with Ctrl (Command on a Mac) and optionally Shift. */
interface Chord {
  readonly code: string;
  readonly shift?: true;
}

interface Shortcut {
  /** `KeyboardEvent.code` (W3C uievents-code): the position of the key, independent of the layout. */
  readonly code: string;
  /** For what a letter alone must not do: unmute or open a camera (SPEC LEASE-2). */
  readonly chord?: Chord;
}

/** Keys that work while a call or stay is on screen. */
export const SHORTCUTS = {
  microphone: { code: 'KeyM', chord: { code: 'KeyD' } },
  camera: { code: 'KeyV', chord: { code: 'KeyE' } },
  /** In a call. In a conference the key raises the hand. */
  hold: { code: 'KeyH', chord: { code: 'KeyH', shift: true } },
  hand: { code: 'KeyH' },
  share: { code: 'KeyS' },
  /** In a call: adds people. */
  add: { code: 'KeyA' },
  chat: { code: 'KeyC' },
  people: { code: 'KeyP' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;

/** What a shortcut does: the letter alone, and the chord. A missing one does nothing now. */
export interface ShortcutActions {
  readonly letter?: (() => void) | undefined;
  readonly chord?: (() => void) | undefined;
}

/**
 * A key that is pressed this soon after a key in a text field that has just disappeared was meant for that field, too.
 */
const JUST_TYPED_MS = 1_000;

/** Whether this is a Mac, where Command replaces Ctrl. */
function isMac(): boolean {
  return /Mac/.test(navigator.platform);
}

/** `M`: the label of the key on the user's layout. */
export function letterWords(name: ShortcutName): string {
  return keyLabel(SHORTCUTS[name].code);
}

/** `Ctrl+D`, `⇧⌘H`; undefined for a shortcut without a chord. */
export function chordWords(name: ShortcutName): string | undefined {
  const { chord }: Shortcut = SHORTCUTS[name];
  if (!chord) return undefined;
  const key = keyLabel(chord.code);
  return isMac() ? `${chord.shift ? '⇧' : ''}⌘${key}` : `Ctrl+${chord.shift ? 'Shift+' : ''}${key}`;
}

/** The chord for `aria-keyshortcuts` (WAI-ARIA 1.2), such as `Control+Shift+H`. */
function ariaChord({ code, shift }: Chord): string {
  return `${isMac() ? 'Meta' : 'Control'}+${shift ? 'Shift+' : ''}${keyLabel(code)}`;
}

/** The keys of a control, for its tooltip and for assistive technology. */
export interface ShownKeys {
  /** The keys for the end of a tooltip: ` (M)`. Empty if no key works now. */
  readonly hint: string;
  readonly aria: string | undefined;
}

/** The keys that work now: the letter if it acts and the user has not switched letters off, otherwise the chord. */
export function useShownKeys(name: ShortcutName, actsByLetter = true): ShownKeys {
  const { letterShortcuts } = useAppState().settings;
  const { chord }: Shortcut = SHORTCUTS[name];
  const letter = letterShortcuts && actsByLetter ? letterWords(name) : undefined;
  const shown = letter ?? chordWords(name);
  const aria = [letter, chord && ariaChord(chord)].filter(Boolean).join(' ');
  return { hint: shown ? ` (${shown})` : '', aria: aria || undefined };
}

/**
 * Listens for shortcuts by the position of their keys, on every layout. Letters never act while the user types, in a
 * menu, list or dialog, or when the settings switch them off. A chord types nothing, so it also acts in a text field.
 * Neither acts on key repeat, within a composition, with another modifier, or in a view in the background.
 */
export function useShortcuts(actions: Readonly<Partial<Record<ShortcutName, ShortcutActions>>>): void {
  const isInBackground = useIsInBackground();
  const { letterShortcuts } = useAppState().settings;
  const latest = useRef({ actions, isInBackground, letterShortcuts });
  latest.current = { actions, isInBackground, letterShortcuts };
  useEffect(() => {
    let typed: { field: HTMLElement; atMs: number } | null = null;
    const wasTypedElsewhere = (event: KeyboardEvent) =>
      typed !== null && !typed.field.isConnected && event.timeStamp - typed.atMs < JUST_TYPED_MS;
    const act = (event: KeyboardEvent) => {
      // Escape ends typing.
      if (event.key === 'Escape') typed = null;
      else if (isTyping(event.target)) typed = { field: event.target, atMs: event.timeStamp };
      if (latest.current.isInBackground || !isPress(event)) return;
      const action = isPlain(event)
        ? latest.current.letterShortcuts && !usesLetters(event.target) && !wasTypedElsewhere(event)
          ? find(latest.current.actions, (name) => isLetterOf(name, event))?.letter
          : undefined
        : isModal(event.target)
          ? undefined
          : find(latest.current.actions, (name) => isChordOf(name, event))?.chord;
      if (!action) return;
      // Otherwise the browser would handle the key, or it would be typed into the field that this action focuses.
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}

function find(
  actions: Readonly<Partial<Record<ShortcutName, ShortcutActions>>>,
  isMeant: (name: ShortcutName) => boolean,
): ShortcutActions | undefined {
  const name = (Object.keys(actions) as ShortcutName[]).find(isMeant);
  return name && actions[name];
}

/**
 * Whether the key was pressed by itself: not held down, not part of a composition, and not handled by the focused
 * element.
 */
function isPress(event: KeyboardEvent): boolean {
  return !event.repeat && !event.isComposing && event.key !== 'Process' && !event.defaultPrevented;
}

function isPlain({ ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !altKey && !metaKey && !shiftKey;
}

/** Screen keyboards and remote desktops may send a key without its code. */
function codeOf({ code, key }: KeyboardEvent): string {
  return code || (/^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '');
}

function isLetterOf(name: ShortcutName, event: KeyboardEvent): boolean {
  return SHORTCUTS[name].code === codeOf(event);
}

function isChordOf(name: ShortcutName, event: KeyboardEvent): boolean {
  const { chord }: Shortcut = SHORTCUTS[name];
  const { ctrlKey, altKey, metaKey, shiftKey } = event;
  const hasModifier = isMac() ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  const isAltGraph = event.getModifierState('AltGraph');
  if (!chord || !hasModifier || altKey || isAltGraph) return false;
  return chord.code === codeOf(event) && shiftKey === (chord.shift === true);
}
