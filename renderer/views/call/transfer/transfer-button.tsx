import { PhoneForwarded } from 'lucide';
import { useState } from 'preact/hooks';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';
import { transferText } from '../../../i18n/en-transfers.ts';
import { mayTransfer } from '../../../state/transfers.ts';
import { Icon } from '../../ui/icon.tsx';
import { TransferDialog } from './transfer-dialog.tsx';

/** Opens the dialog that transfers the other side of this call (SPEC REF-1). */
export function TransferButton({ session }: { session: LiveCall }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button button-control"
        data-testid="open-transfer"
        aria-label={transferText.open}
        aria-haspopup="dialog"
        title={transferText.title(session.peer.displayName)}
        disabled={!mayTransfer(session)}
        onClick={() => setOpen(true)}
      >
        <Icon node={PhoneForwarded} />
      </button>
      {isOpen && <TransferDialog session={session} onClose={() => setOpen(false)} />}
    </>
  );
}
