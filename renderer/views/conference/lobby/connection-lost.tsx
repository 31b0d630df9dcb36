import { WifiOff } from 'lucide';
import { stageText } from '../../../i18n/en-stage.ts';
import { Icon } from '../../ui/icon.tsx';

/** Over the last picture of somebody whose connection is gone: it must not look like one that still comes (SPEC CONF-7). */
export function ConnectionLost() {
  return (
    <div class="connection-lost" data-testid="connection-lost">
      <Icon node={WifiOff} />
      <span>{stageText.connectionLost}</span>
    </div>
  );
}
