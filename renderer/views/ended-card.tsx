import { Phone } from 'lucide';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { callEndingWords, errorWords, text } from '../i18n/en.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { useStore } from './store-context.ts';

/** How a call ended, in place of the call. */
export function EndedScreen({ session }: { session: SessionView }) {
  return (
    <main class="centred">
      <EndedCard session={session} isWhole />
    </main>
  );
}

/** Calls that came and went, above the people. */
export function MissedCalls() {
  const { missed } = useStore();
  return (
    <>
      {missed.value.map((session) => (
        <EndedCard key={session.id} session={session} />
      ))}
    </>
  );
}

function EndedCard({ session, isWhole = false }: { session: SessionView; isWhole?: boolean }) {
  const { ask } = useStore();
  const { id, peer, ending, error, requested } = session;
  const title = useId();
  const dismiss = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isWhole) dismiss.current?.focus();
  }, [isWhole]);
  const close = () => ask('dismiss-ended', { carriageId: id });
  const callBack = async () => {
    await close();
    await ask('call', { to: peer.address, media: { ...requested, microphone: true } });
  };
  const Heading = isWhole ? 'h1' : 'h2';
  return (
    <section
      class={`card ended-card ${isWhole ? 'ended-whole' : 'ended-row'}`}
      aria-labelledby={title}
      data-testid="ended-card"
      data-reason={ending?.reason}
    >
      <Avatar name={peer.displayName} size={isWhole ? 'l' : 'm'} />
      <div class="ended-words">
        <Heading id={title}>{ending ? callEndingWords(ending, peer.displayName) : text.ended.title}</Heading>
        {ending?.text && (
          <p>
            {text.ended.said} “{ending.text}”
          </p>
        )}
        {error && (
          <p class="soft" data-code={error.code}>
            {errorWords(error)}
          </p>
        )}
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={() => void callBack()}>
          <Icon node={Phone} />
          {text.ended.callBack}
        </button>
        <button
          ref={dismiss}
          type="button"
          class={`button ${isWhole ? 'button-primary' : ''}`}
          data-testid="dismiss-ended"
          onClick={() => void close()}
        >
          {text.ended.dismiss}
        </button>
      </div>
    </section>
  );
}
