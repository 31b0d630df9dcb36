import { X } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Settings } from '../../protocol/settings.ts';
import { text } from '../i18n/en.ts';
import { Icon } from './icon.tsx';
import { MediaChoice } from './media-choice.tsx';
import { useAppState, useStore } from './store-context.ts';

const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Settings['theme'][];

/** The few settings there are. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { ask } = useStore();
  const { settings, version } = useAppState();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="card dialog"
      aria-labelledby="settings-title"
      onClose={onClose}
      data-testid="settings"
    >
      <div class="dialog-header">
        <h2 id="settings-title">{text.settings.title}</h2>
        <button
          type="button"
          class="button button-icon button-quiet"
          aria-label={text.settings.close}
          title={text.settings.close}
          onClick={onClose}
        >
          <Icon node={X} />
        </button>
      </div>
      <fieldset class="choice">
        <legend>{text.settings.theme}</legend>
        {THEMES.map((theme) => (
          <label key={theme} class="choice-item">
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={settings.theme === theme}
              onChange={() => void ask('change-settings', { theme })}
            />
            {text.settings.themes[theme]}
          </label>
        ))}
      </fieldset>
      <fieldset class="choice">
        <legend>{text.settings.startWith}</legend>
        <MediaChoice
          media={settings.startWith}
          onChange={(startWith) => void ask('change-settings', { startWith })}
        />
      </fieldset>
      <p class="soft small">{text.settings.version(version)}</p>
    </dialog>
  );
}
