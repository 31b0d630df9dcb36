import { text } from '../../i18n/en.ts';
import { BlockedList } from '../home/blocked-list.tsx';
import { DoNotDisturbSwitch } from '../home/do-not-disturb.tsx';
import { MediaChoice } from '../incoming/media-choice.tsx';
import { useAppState, useStore } from '../store-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { RadioChoice } from '../ui/radio-choice.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { DevicesUsed } from './devices-used.tsx';
import { NotificationSetting } from './notification-notice.tsx';
import { ShortcutSettings } from './shortcut-settings.tsx';

/** The settings. Each change applies immediately. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { ask } = useStore();
  const { settings, version } = useAppState();
  return (
    <Dialog
      title={text.settings.title}
      closeLabel={text.settings.close}
      testId="settings"
      class="settings"
      onClose={onClose}
    >
      <DoNotDisturbSwitch />
      <NotificationSetting />
      <DeviceChoice />
      <fieldset class="choice">
        <legend>{text.settings.startWith}</legend>
        <MediaChoice
          media={settings.startWith}
          onChange={(startWith) => void ask('change-settings', { startWith })}
        />
      </fieldset>
      <RadioChoice
        legend={text.settings.acceptTransfers}
        name="accept-transfers"
        words={text.settings.transfersAccepted}
        chosen={settings.acceptTransfers}
        onChoose={(acceptTransfers) => void ask('change-settings', { acceptTransfers })}
      />
      <RadioChoice
        legend={text.settings.theme}
        name="theme"
        words={text.settings.themes}
        chosen={settings.theme}
        onChoose={(theme) => void ask('change-settings', { theme })}
      />
      <ShortcutSettings />
      <BlockedList />
      <DevicesUsed />
      <p class="soft small">{text.settings.version(version)}</p>
    </Dialog>
  );
}
