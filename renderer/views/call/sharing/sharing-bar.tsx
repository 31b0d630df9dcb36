import { MonitorUp } from 'lucide';
import type { Live, ScreenShareView } from '../../../../protocol/rpc/session-view.ts';
import { text } from '../../../i18n/en.ts';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';

/** Says which screen is shared with whom, as long as it is shared, in every view (SPEC SES-3). */
export function SharingBar() {
  const { shares } = useStore();
  const ours = shares.value.filter(({ direction }) => direction === 'outgoing');
  return (
    <>
      {ours.map((session) => (
        <Bar key={session.id} session={session} />
      ))}
    </>
  );
}

function Bar({ session }: { session: Live<ScreenShareView> }) {
  const { ask } = useStore();
  const { peer, local, state } = session;
  const what = local.screenName ? `“${local.screenName}”` : text.share.aScreen;
  const words = state === 'establishing' ? text.share.waiting : text.share.sharing;
  return (
    <section class="banner sharing-bar" aria-label={text.share.label} data-testid="sharing-bar">
      <Icon node={MonitorUp} />
      <span class="sharing-words">{words(what, peer.displayName)}</span>
      <button
        type="button"
        class="button button-stop"
        data-testid="stop-share"
        disabled={state === 'terminating'}
        onClick={() => void ask('hang-up', { sessionId: session.id })}
      >
        {text.share.stop}
      </button>
    </section>
  );
}
