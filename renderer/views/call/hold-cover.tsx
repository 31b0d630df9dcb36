import { Pause } from 'lucide';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import { text } from '../../i18n/en.ts';
import { Icon } from '../ui/icon.tsx';

/** Who holds a call; null when nobody does (RFC 3264 §8.4). */
export function holderOf({ hold }: SessionView): 'you' | 'them' | 'both' | null {
  if (hold.byUs) return hold.byThem ? 'both' : 'you';
  return hold.byThem ? 'them' : null;
}

/** Says who holds the call, over the pictures: the last one would look like one that still comes. */
export function HoldCover({ session }: { session: SessionView }) {
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
