import { PhoneForwarded } from 'lucide';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';
import { referralWords } from '../../../i18n/en-transfers.ts';
import { isUnderWay, targetName } from '../../../state/transfers.ts';
import { Icon } from '../../ui/icon.tsx';

/** The state of a transfer to which the user agreed (SPEC REF-2). */
export function ReferralLine({ session }: { session: LiveCall }) {
  const { referral, peer } = session;
  if (!referral || referral.state === 'requested' || !isUnderWay(referral)) return null;
  const names = { by: peer.displayName, to: targetName(referral.to) };
  return (
    <p class="transfer-line" data-testid="referral" data-state={referral.state}>
      <Icon node={PhoneForwarded} />
      <span class="transfer-words">{referralWords(referral, names)}</span>
    </p>
  );
}
