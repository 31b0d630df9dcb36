import { useEffect, useRef } from 'preact/hooks';
import { useAppState } from '../store-context.ts';
import { useIsBeneath } from '../ui/background-layer.ts';
import { isModal, isTyping, takesLetters } from '../ui/behavior/key-guard.ts';
import { keyLabel } from './key-labels.ts';

/** A key with Ctrl, or with Command on a Mac, and perhaps Shift. */
interface Chord {
  readonly code: string;
  readonly shift?: true;
}

interface Shortcut {
  /** `KeyboardEvent.code` (W3C uievents-code): the place of the key, whatever the layout writes there. */
  readonly code: string;
  /** For what the letter alone must not do: it never unmutes, and never opens a camera (SPEC LEASE-2). */
  readonly chord?: Chord;
}

/** Keys that act while a call or stay is on screen. */
export const SHORTCUTS = {
  microphone: { code: 'KeyM', chord: { code: 'KeyD' } },
  camera: { code: 'KeyV', chord: { code: 'KeyE' } },
  /** Of a call; a conference has hands instead. */
  hold: { code: 'KeyH', chord: { code: 'KeyH', shift: true } },
  hand: { code: 'KeyH' },
  share: { code: 'KeyS' },
  /** Of a call: adds people. */
  add: { code: 'KeyA' },
  chat: { code: 'KeyC' },
  people: { code: 'KeyP' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;

/** What a shortcut does: the letter alone, and the chord. One that is absent does nothing now. */
export interface ShortcutActions {
  readonly letter?: (() => void) | undefined;
  readonly chord?: (() => void) | undefined;
}

/** A key that comes so soon after one for a text field that has just gone was meant for that field, too. */
const JUST_TYPED_MS = 1_000;

/** Is this a Mac, where Command takes the place of Ctrl? */
function isMac(): boolean {
  return /Mac/.test(navigator.platform);
}

/** `M`, as the layout of the user writes that key. */
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

/** What `aria-keyshortcuts` says of a chord (WAI-ARIA 1.2), such as `Control+Shift+H`. */
function ariaChord({ code, shift }: Chord): string {
  return `${isMac() ? 'Meta' : 'Control'}+${shift ? 'Shift+' : ''}${keyLabel(code)}`;
}

/** How a control tells its keys: in its tooltip, and for assistive technology. */
export interface ShownKeys {
  /** The keys behind the words of a tooltip: ` (M)`. Empty when no key does this now. */
  readonly hint: string;
  readonly aria: string | undefined;
}

/** The keys that work now: the letter where it acts and the user has not switched letters off, else the chord. */
export function useShownKeys(name: ShortcutName, actsByLetter = true): ShownKeys {
  const { letterShortcuts } = useAppState().settings;
  const { chord }: Shortcut = SHORTCUTS[name];
  const letter = letterShortcuts && actsByLetter ? letterWords(name) : undefined;
  const shown = letter ?? chordWords(name);
  const aria = [letter, chord && ariaChord(chord)].filter(Boolean).join(' ');
  return { hint: shown ? ` (${shown})` : '', aria: aria || undefined };
}

/**
 * Listens for shortcuts by the place of their keys, on every layout. Letters never act while the user types or is in a
 * menu, a list or a dialog, nor when they are switched off in the settings. A chord writes nothing, so it acts in a
 * text field, too. Neither acts on key repeat, within a composition, with another modifier, or beneath what is on stage.
 */
export function useShortcuts(actions: Readonly<Partial<Record<ShortcutName, ShortcutActions>>>): void {
  const isBeneath = useIsBeneath();
  const { letterShortcuts } = useAppState().settings;
  const latest = useRef({ actions, isBeneath, letterShortcuts });
  latest.current = { actions, isBeneath, letterShortcuts };
  useEffect(() => {
    let typed: { field: HTMLElement; atMs: number } | null = null;
    const wasTypedElsewhere = (event: KeyboardEvent) =>
      typed !== null && !typed.field.isConnected && event.timeStamp - typed.atMs < JUST_TYPED_MS;
    const act = (event: KeyboardEvent) => {
      // Escape ends the typing.
      if (event.key === 'Escape') typed = null;
      else if (isTyping(event.target)) typed = { field: event.target, atMs: event.timeStamp };
      if (latest.current.isBeneath || !isPress(event)) return;
      const action = isPlain(event)
        ? latest.current.letterShortcuts && !takesLetters(event.target) && !wasTypedElsewhere(event)
          ? find(latest.current.actions, (name) => isLetterOf(name, event))?.letter
          : undefined
        : isModal(event.target)
          ? undefined
          : find(latest.current.actions, (name) => isChordOf(name, event))?.chord;
      if (!action) return;
      // The key is used: it neither writes into the field that this focuses, nor reaches the browser.
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

/** A key that was pressed for itself: not held down, not part of a composition, and not used by what has the focus. */
function isPress(event: KeyboardEvent): boolean {
  return !event.repeat && !event.isComposing && event.key !== 'Process' && !event.defaultPrevented;
}

function isPlain({ ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return !ctrlKey && !altKey && !metaKey && !shiftKey;
}

/** Screen keyboards and remote desktops may send a key without its place. */
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
