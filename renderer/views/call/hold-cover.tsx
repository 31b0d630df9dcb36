import { Pause } from 'lucide';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { Icon } from '../ui/icon.tsx';

/** Who put a call on hold; null if it is not on hold (RFC 3264 §8.4). */
export function holderOf({ hold }: Pick<LiveCall, 'hold'>): 'you' | 'them' | 'both' | null {
  if (hold.byUs) return hold.byThem ? 'both' : 'you';
  return hold.byThem ? 'them' : null;
}

/** Says who put the call on hold, and covers the pictures: their last frames would look live. */
export function HoldCover({ session }: { session: LiveCall }) {
  const holder = holderOf(session);
  if (!holder) return null;
  return (
    <div class="no-picture hold-cover" data-testid="on-hold" data-by={holder}>
      <span class="badge badge-stage">
        <Icon node={Pause} class="icon-large" />
      </span>
      <p>
        <strong>{text.hold.by[holder](session.peer.displayName)}</strong>
      </p>
      <p class="small">{text.hold.lead}</p>
    </div>
  );
}
