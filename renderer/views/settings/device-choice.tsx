import type { ChosenDevices } from '../../../protocol/local/settings.ts';
import { text } from '../../i18n/en.ts';
import { useAvailableDevices } from '../../media/elements/media-context.ts';
import { useAppState, useStore } from '../store-context.ts';

const CHOICES = [
  { use: 'microphone', from: 'microphones', label: text.devices.microphone },
  { use: 'camera', from: 'cameras', label: text.devices.camera },
  { use: 'speaker', from: 'speakers', label: text.settings.speaker },
  { use: 'ringer', from: 'speakers', label: text.settings.ringer },
] as const;

/** What a device is used for. */
type Use = (typeof CHOICES)[number]['use'];

/** Choice of the devices, each a connected device or the system default (SPEC SES-1). */
export function DeviceChoice({ uses }: { uses?: readonly Use[] }) {
  const { ask } = useStore();
  const { devices } = useAppState().settings;
  const available = useAvailableDevices();
  const choose = (change: Partial<ChosenDevices>) =>
    void ask('change-settings', { devices: { ...devices, ...change } });
  return (
    <fieldset class="choice">
      <legend>{text.settings.devices}</legend>
      {CHOICES.filter(({ use }) => uses?.includes(use) ?? true).map(({ use, from, label }) => (
        <DeviceSelect
          key={use}
          testId={`device-${use}`}
          label={label}
          entries={available[from]}
          chosen={devices[use]}
          onChoose={(id) => choose({ [use]: id })}
        />
      ))}
    </fieldset>
  );
}

interface DeviceSelectProps {
  readonly testId: string;
  readonly label: string;
  /** Labels are empty until the user has allowed a device of this kind. */
  readonly entries: readonly { readonly id: string; readonly label: string }[];
  /** Empty for the system default. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function DeviceSelect({ testId, label, entries, chosen, onChoose }: DeviceSelectProps) {
  const isThere = chosen === '' || entries.some(({ id }) => id === chosen);
  return (
    <label class="field">
      <span>{label}</span>
      <select
        class="input"
        value={chosen}
        data-testid={testId}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        <option value="">{text.settings.deviceOfSystem}</option>
        {/* An unplugged device stays selected, because most are plugged in again. */}
        {!isThere && <option value={chosen}>{text.settings.deviceMissing}</option>}
        {entries.map((entry, index) => (
          <option key={entry.id} value={entry.id}>
            {entry.label || text.settings.deviceNumber(label, index + 1)}
          </option>
        ))}
      </select>
      {!isThere && <span class="soft small">{text.settings.deviceHint}</span>}
    </label>
  );
}
