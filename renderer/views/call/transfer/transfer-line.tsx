import { Ellipsis, PhoneForwarded, X } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { LiveCall, TransferView } from '../../../../protocol/rpc/session-view.ts';
import { transferText, transferWords } from '../../../i18n/en-transfers.ts';
import { cameToNothing, isUnderWay, targetName } from '../../../state/transfers.ts';
import { useStore } from '../../store-context.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { Icon } from '../../ui/icon.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { holderOf } from '../hold-cover.tsx';

/** The state of a transfer of the other side of a call, with its actions (SPEC REF-2, REF-4). */
export function TransferLine({ session }: { session: LiveCall }) {
  const { transfer } = session;
  const [isThere, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return (
    <div
      class={transfer ? 'transfer-line' : 'visually-hidden'}
      data-testid={transfer && 'transfer'}
      data-state={transfer?.state}
    >
      {transfer && <Icon node={PhoneForwarded} />}
      {/* The element exists before its text, so that the text is announced. Only additions are announced. */}
      <div role="status" aria-atomic="false" class="transfer-words">
        {isThere && transfer && <TransferWords session={session} transfer={transfer} />}
      </div>
      {transfer && <TransferActions transfer={transfer} />}
    </div>
  );
}

function TransferWords({ session, transfer }: { session: LiveCall; transfer: TransferView }) {
  const { displayName: name } = session.peer;
  const isBack = cameToNothing(transfer) && session.state === 'established' && holderOf(session) === null;
  return (
    <>
      <p>{transferWords(transfer, { name, to: targetName(transfer.to) })}</p>
      {transfer.failure?.text && <p>{transferText.said(transfer.failure.text)}</p>}
      {isBack && <p>{transferText.back(name)}</p>}
    </>
  );
}

function TransferActions({ transfer }: { transfer: TransferView }) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const { id: referId, state } = transfer;
  if (state === 'established') return null;
  if (!isUnderWay(transfer)) {
    return (
      <IconButton
        label={transferText.dismiss}
        look="quiet"
        icon={X}
        testId="dismiss-transfer"
        onClick={() => void ask('dismiss-transfer', { referId })}
      />
    );
  }
  const stopFollowing = () => void runOnce(() => ask('terminate-subscription', { referId }));
  return (
    <span class="transfer-actions">
      <button
        type="button"
        class="button button-small button-stage"
        aria-label={transferText.cancelTransfer}
        data-testid="cancel-transfer"
        onClick={() => void runOnce(() => ask('cancel-transfer', { referId }))}
      >
        {transferText.cancel}
      </button>
      <Menu
        label={transferText.more}
        icon={Ellipsis}
        testId="transfer-more"
        items={[{ testId: 'stop-following', label: transferText.stopFollowing, onSelect: stopFollowing }]}
      />
    </span>
  );
}
