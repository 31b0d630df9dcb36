import { CircleCheck, LoaderCircle } from 'lucide';
import type { LeaseId } from '../../../protocol/ids.ts';
import { Source } from '../../../protocol/media.ts';
import { receiptText } from '../../i18n/en-receipts.ts';
import { useAppState } from '../store-context.ts';
import { clockWords } from '../ui/behavior/date-format.ts';
import { Icon } from '../ui/icon.tsx';

/** When the devices of a call or stay were released (SPEC LEASE-3), or that they are not released yet. */
export function Receipts({ leaseIds }: { leaseIds: readonly LeaseId[] }) {
  const { held, receipts } = useAppState().ledger;
  const lines = Source.options.flatMap((source) => {
    const isOfIt = (each: { leaseId: LeaseId; source: Source }) =>
      leaseIds.includes(each.leaseId) && each.source === source;
    if (held.some(isOfIt)) return [{ source, isReleased: false, words: receiptText.releasing(source) }];
    const receipt = receipts.find(isOfIt);
    return receipt
      ? [{ source, isReleased: true, words: receiptText.released(source, clockWords(receipt.releasedAtMs)) }]
      : [];
  });
  if (lines.length === 0) return null;
  return (
    <ul class="receipts soft small" aria-label={receiptText.label}>
      {lines.map(({ source, isReleased, words }) => (
        <li key={source} data-testid={isReleased ? 'receipt' : 'not-released'} data-source={source}>
          <Icon node={isReleased ? CircleCheck : LoaderCircle} />
          {words}
        </li>
      ))}
    </ul>
  );
}
