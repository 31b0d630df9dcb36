import { Phone, PhoneOff, Video } from 'lucide';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { text } from '../i18n/en.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { useStore } from './store-context.ts';

/** Every call that rings here, above whatever else is on screen. Takes no focus. */
export function IncomingCards() {
  const { incoming } = useStore();
  useDismissDeclined();
  return (
    <div class="incoming-cards">
      {incoming.value.map((session) => (
        <IncomingCard key={session.id} session={session} />
      ))}
    </div>
  );
}

/** Our user has just declined these: there is nothing to read, so they leave the state. */
function useDismissDeclined(): void {
  const { silent, ask } = useStore();
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const { id } of silent.value) {
      if (asked.current.has(id)) continue;
      asked.current.add(id);
      void ask('dismiss-ended', { carriageId: id });
    }
  }, [silent.value, ask]);
}

function IncomingCard({ session }: { session: SessionView }) {
  const { ask } = useStore();
  const { invitationId, peer, requested, subject } = session;
  const title = useId();
  const accept = (camera: boolean) => ask('accept', { invitationId, media: { microphone: true, camera } });
  return (
    <section class="card incoming-card" aria-labelledby={title} data-testid="incoming-card">
      <div class="incoming-who">
        <Avatar name={peer.displayName} size="m" />
        <div class="row-words">
          <h2 id={title}>{text.incoming.title(peer.displayName)}</h2>
          <span class="soft small">
            {subject || (requested.camera ? text.incoming.video : text.incoming.audio)}
          </span>
        </div>
      </div>
      <div class="incoming-actions">
        <button
          type="button"
          class="button button-good"
          data-testid="accept-video"
          onClick={() => void accept(true)}
        >
          <Icon node={Video} />
          {text.incoming.acceptVideo}
        </button>
        <button
          type="button"
          class="button button-good-soft"
          data-testid="accept-audio"
          onClick={() => void accept(false)}
        >
          <Icon node={Phone} />
          {text.incoming.acceptAudio}
        </button>
        <button
          type="button"
          class="button button-bad"
          data-testid="decline"
          onClick={() => void ask('decline', { invitationId, reason: 'declined' })}
        >
          <Icon node={PhoneOff} />
          {text.incoming.decline}
        </button>
      </div>
    </section>
  );
}
