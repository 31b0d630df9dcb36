import { ScreenShare, ScreenShareOff } from 'lucide';
import { text } from '../../../i18n/en.ts';
import { useShownKeys } from '../../settings/shortcuts.ts';
import { ControlToggle } from '../../ui/control-toggle.tsx';

/** The user's own shared screen, and the way to start and stop it. */
export interface ToggledShare {
  readonly isOn: boolean;
  /** Whether the user can start or stop now. */
  readonly mayToggle: boolean;
  readonly toggle: () => void;
}

/**
 * Starts and stops the user's own screen. The parent handles its key, because the key also works while this button is
 * hidden.
 */
export function ShareToggle({ share: { isOn, mayToggle, toggle } }: { share: ToggledShare }) {
  return (
    <ControlToggle
      testId="toggle-share"
      label={text.share.label}
      title={isOn ? text.share.stop : text.share.start}
      icon={isOn ? ScreenShareOff : ScreenShare}
      isOn={isOn}
      keys={useShownKeys('share')}
      isDisabled={!mayToggle}
      onToggle={toggle}
    />
  );
}
