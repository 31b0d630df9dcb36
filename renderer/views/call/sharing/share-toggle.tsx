import { ScreenShare, ScreenShareOff } from 'lucide';
import { text } from '../../../i18n/en.ts';
import { useShownKeys } from '../../settings/shortcuts.ts';
import { ControlToggle } from '../../ui/control-toggle.tsx';

/** Our user's own screen, and what they can do about it. */
export interface ToggledShare {
  readonly isOn: boolean;
  /** Whether they may begin or stop now. */
  readonly mayToggle: boolean;
  readonly toggle: () => void;
}

/** Begins and stops to show our user's screen. Its key is its owner's: it works where this button is not shown, too. */
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
