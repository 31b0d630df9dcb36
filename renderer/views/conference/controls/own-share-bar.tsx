import { MonitorUp } from 'lucide';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { text } from '../../../i18n/en.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { Icon } from '../../ui/icon.tsx';
import { useOwnShare } from './own-share.ts';

/** Says what the user shares with everyone, as long as it is shared. */
export function OwnShareBar({ stay }: { stay: StayView }) {
  const { isOn, toggle } = useOwnShare(stay);
  if (!isOn) return null;
  const { screenName } = stay.local;
  return (
    <section class="banner sharing-bar" aria-label={text.share.label} data-testid="sharing-bar">
      <Icon node={MonitorUp} />
      <span class="sharing-words">
        {stageText.sharing(screenName ? `“${screenName}”` : text.share.aScreen)}
      </span>
      <button type="button" class="button button-stop" data-testid="stop-share" onClick={toggle}>
        {text.share.stop}
      </button>
    </section>
  );
}
