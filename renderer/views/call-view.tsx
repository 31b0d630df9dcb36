import { MicOff, RefreshCw } from 'lucide';
import { useId, useState } from 'preact/hooks';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { text } from '../i18n/en.ts';
import { CallControls } from './call-controls.tsx';
import { CallStage } from './call-stage.tsx';
import { Duration } from './duration.tsx';
import { HeldCalls } from './held-calls.tsx';
import { Icon } from './icon.tsx';

/** A call that was answered: both pictures, what is written beside them, and what one can do. */
export function CallView({ session }: { session: SessionView }) {
  const [areMessagesShown, setMessagesShown] = useState(false);
  const messagesId = useId();
  return (
    <main class="stage-screen call" data-testid="call-view">
      <CallHeader session={session} />
      <div class="call-body">
        <CallStage session={session} />
      </div>
      <HeldCalls />
      <CallControls
        session={session}
        areMessagesShown={areMessagesShown}
        messagesId={messagesId}
        onMessages={() => setMessagesShown(!areMessagesShown)}
      />
    </main>
  );
}

function CallHeader({ session }: { session: SessionView }) {
  const { peer, remote, restarting } = session;
  return (
    <header class="stage-header">
      <h1>
        <span class="visually-hidden">{text.call.title(peer.displayName)}</span>
        <span aria-hidden="true">{peer.displayName}</span>
      </h1>
      {remote.microphone === 'muted' && (
        <span class="mark">
          <Icon node={MicOff} />
          {text.devices.muted}
        </span>
      )}
      {restarting && (
        <span class="mark" role="status" data-testid="restarting">
          <Icon node={RefreshCw} />
          {text.call.restarting}
        </span>
      )}
      <span class="stage-header-end">
        <Progress session={session} />
      </span>
    </header>
  );
}

function Progress({ session: { state, establishedAtMs } }: { session: SessionView }) {
  if (state === 'terminating') return <>{text.call.ending}</>;
  if (state === 'established' && establishedAtMs !== undefined) return <Duration sinceMs={establishedAtMs} />;
  return <span role="status">{text.call.connecting}</span>;
}
