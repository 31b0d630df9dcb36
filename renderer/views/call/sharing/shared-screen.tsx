import { ScreenShareOff } from 'lucide';
import type { Live, ScreenShareView } from '../../../../protocol/rpc/session-view.ts';
import { text } from '../../../i18n/en.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { RemotePicture } from '../../../media/elements/track-elements.tsx';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';

/** The screen or window that the other side shares, with its name (SPEC SES-3). */
export function SharedScreen({ session }: { session: Live<ScreenShareView> }) {
  const { peer, remote, state } = session;
  return (
    <div class="shared-screen" data-testid="shared-screen">
      <RemotePicture
        carriageId={session.id}
        owner="peer"
        source="screen"
        class="picture picture-whole"
        testId="remote-screen"
      />
      {state !== 'established' && (
        <div class="no-picture">
          <p role="status">{text.call.connecting}</p>
        </div>
      )}
      <span class="tile-name" data-testid="screen-name">
        <span class="tile-name-words">{text.share.shares(peer.displayName, remote.screenName)}</span>
      </span>
    </div>
  );
}

/** A screen that is shared outside of a call. */
export function SharedScreenView({ session }: { session: Live<ScreenShareView> }) {
  const { ask } = useStore();
  return (
    <main class="stage-screen" data-testid="screen-view">
      <header class="stage-header">
        <h1>{text.share.title(session.peer.displayName)}</h1>
      </header>
      <div class="call-stage" data-screen="alone">
        <SharedScreen session={session} />
      </div>
      <section class="controls" aria-label={conferenceText.controls}>
        <button
          type="button"
          class="button button-bad control-wide"
          data-testid="stop-watching"
          onClick={() => void ask('hang-up', { sessionId: session.id })}
        >
          <Icon node={ScreenShareOff} />
          {text.share.stopWatching}
        </button>
      </section>
    </main>
  );
}
