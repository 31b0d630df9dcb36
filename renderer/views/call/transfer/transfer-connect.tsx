import { Merge } from 'lucide';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';
import { transferText } from '../../../i18n/en-transfers.ts';
import { isCall, isLive } from '../../../state/sessions.ts';
import { mayTransfer } from '../../../state/transfers.ts';
import { useStore } from '../../store-context.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { Icon } from '../../ui/icon.tsx';

/** Connects the person on hold with the person on stage: their new call replaces the one on stage (SPEC REF-5). */
export function TransferConnect({ session }: { session: LiveCall }) {
  const { ask, current } = useStore();
  const runOnce = useSingleFlight();
  const other = current.value;
  if (!other || other.id === session.id || !isCall(other) || !isLive(other) || !mayTransfer(session))
    return null;
  const words = transferText.connect(session.peer.displayName, other.peer.displayName);
  const connect = () =>
    ask('transfer', {
      sessionId: session.id,
      target: { kind: 'person', address: other.peer.address },
      replaces: other.id,
    });
  return (
    <button
      type="button"
      class="button button-stage transfer-connect"
      title={words}
      disabled={!mayTransfer(other)}
      data-testid="transfer-connect"
      onClick={() => void runOnce(connect)}
    >
      <Icon node={Merge} />
      <span>{words}</span>
    </button>
  );
}
