import type { ShortcutName } from '../views/settings/shortcuts.ts';

/** Text of the keyboard shortcuts in the settings; loaded with them. */
export const shortcutText = {
  title: 'Keyboard shortcuts',
  letters: 'Single-letter shortcuts',
  lettersLead: 'A single letter can mute you and turn your camera off, but never unmute you or turn it on.',
  /** What the letter does. */
  byLetter: {
    microphone: 'Mute',
    camera: 'Turn the camera off',
    hold: 'Put the call on hold',
    hand: 'In a conference: raise or lower your hand',
    share: 'Start or stop sharing your screen',
    add: 'In a call: add people',
    chat: 'Show or hide chat',
    people: 'In a conference: show or hide people',
  } satisfies Record<ShortcutName, string>,
  /** What the key combination does, for shortcuts that have one. */
  byChord: {
    microphone: 'Mute or unmute',
    camera: 'Turn the camera on or off',
    hold: 'Put the call on hold or resume it',
  } satisfies Partial<Record<ShortcutName, string>> as Partial<Record<ShortcutName, string>>,
} as const;
