import { Bell, BellOff } from 'lucide';
import { text } from '../../i18n/en.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Icon } from '../ui/icon.tsx';

/** The setting "Do not disturb", with an explanation (SPEC NOTE-6). */
export function DoNotDisturbSwitch() {
  const { ask } = useStore();
  const { doNotDisturb } = useAppState().settings;
  return (
    <label class="switch">
      <Icon node={doNotDisturb ? BellOff : Bell} />
      <span>
        {text.settings.doNotDisturb}
        <span class="soft small switch-lead">{text.settings.doNotDisturbLead}</span>
      </span>
      <input
        type="checkbox"
        class="switch-input"
        data-testid="settings-dnd"
        checked={doNotDisturb}
        onChange={(event) => void ask('change-settings', { doNotDisturb: event.currentTarget.checked })}
      />
    </label>
  );
}

/** A button that turns "Do not disturb" on and off. */
export function DoNotDisturbToggle() {
  const { ask } = useStore();
  const { doNotDisturb } = useAppState().settings;
  return (
    <button
      type="button"
      class="button button-icon button-quiet button-dnd"
      title={text.settings.doNotDisturb}
      aria-label={text.settings.doNotDisturb}
      aria-pressed={doNotDisturb}
      data-testid="toggle-dnd"
      onClick={() => void ask('change-settings', { doNotDisturb: !doNotDisturb })}
    >
      <Icon node={doNotDisturb ? BellOff : Bell} />
    </button>
  );
}
