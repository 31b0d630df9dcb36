import { WifiOff } from 'lucide';
import { stageText } from '../../../i18n/en-stage.ts';
import { Icon } from '../../ui/icon.tsx';

/** Covers the last picture of a person who lost connection, so that it does not look live (SPEC CONF-7). */
export function ConnectionLost() {
  return (
    <div class="connection-lost" data-testid="connection-lost">
      <Icon node={WifiOff} />
      <span>{stageText.connectionLost}</span>
    </div>
  );
}
