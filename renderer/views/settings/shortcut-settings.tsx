import { Keyboard } from 'lucide';
import { shortcutText } from '../../i18n/en-shortcuts.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';
import { chordWords, letterWords, SHORTCUTS, type ShortcutName } from './shortcuts.ts';

/** The list of shortcuts, and the switch for single letters (SPEC UI-4, WCAG 2.1.4). */
export function ShortcutSettings() {
  const { ask } = useStore();
  const { letterShortcuts } = useAppState().settings;
  const names = Object.keys(SHORTCUTS) as ShortcutName[];
  return (
    <fieldset class="choice" data-testid="shortcut-settings">
      <legend>{shortcutText.title}</legend>
      <label class="switch">
        <Icon node={Keyboard} />
        <span>
          {shortcutText.letters}
          <span class="soft small switch-lead">{shortcutText.lettersLead}</span>
        </span>
        <input
          type="checkbox"
          class="switch-input"
          data-testid="letter-shortcuts"
          checked={letterShortcuts}
          onChange={(event) => void ask('change-settings', { letterShortcuts: event.currentTarget.checked })}
        />
      </label>
      <dl class="shortcuts">
        {names.map((name) => (
          <Row key={name} words={shortcutText.byChord[name]} keys={chordWords(name)} />
        ))}
        {letterShortcuts &&
          names.map((name) => (
            <Row key={name} words={shortcutText.byLetter[name]} keys={letterWords(name)} />
          ))}
      </dl>
    </fieldset>
  );
}

function Row({ words, keys }: { words: string | undefined; keys: string | undefined }) {
  if (!words || !keys) return null;
  return (
    <div>
      <dt>{words}</dt>
      <dd>
        <kbd>{keys}</kbd>
      </dd>
    </div>
  );
}
