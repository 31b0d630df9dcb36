import type { Settings } from '../../protocol/settings.ts';
import { text } from '../i18n/en.ts';
import { BlockedList } from './blocked-list.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { DevicesUsed } from './devices-used.tsx';
import { Dialog } from './dialog.tsx';
import { DoNotDisturbSwitch } from './do-not-disturb.tsx';
import { MediaChoice } from './media-choice.tsx';
import { useAppState, useStore } from './store-context.ts';

const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Settings['theme'][];

/** What the user may set. Each change holds at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { ask } = useStore();
  const { settings, version } = useAppState();
  return (
    <Dialog
      title={text.settings.title}
      closeWords={text.settings.close}
      testId="settings"
      class="settings"
      onClose={onClose}
    >
      <DoNotDisturbSwitch />
      <DeviceChoice />
      <fieldset class="choice">
        <legend>{text.settings.startWith}</legend>
        <MediaChoice
          media={settings.startWith}
          onChange={(startWith) => void ask('change-settings', { startWith })}
        />
      </fieldset>
      <ThemeChoice theme={settings.theme} />
      <BlockedList />
      <DevicesUsed />
      <p class="soft small">{text.settings.version(version)}</p>
    </Dialog>
  );
}

function ThemeChoice({ theme }: { theme: Settings['theme'] }) {
  const { ask } = useStore();
  return (
    <fieldset class="choice">
      <legend>{text.settings.theme}</legend>
      {THEMES.map((each) => (
        <label key={each} class="choice-item">
          <input
            type="radio"
            name="theme"
            value={each}
            checked={theme === each}
            onChange={() => void ask('change-settings', { theme: each })}
          />
          {text.settings.themes[each]}
        </label>
      ))}
    </fieldset>
  );
}
