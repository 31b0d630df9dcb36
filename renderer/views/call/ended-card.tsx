import { MessageSquare, Phone, X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { EndingReason } from '../../../protocol/endings.ts';
import type { CarriageId } from '../../../protocol/ids.ts';
import type { CallView, ConferenceInvitationView, Terminated } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { callBecoming, isCall, isLive } from '../../state/sessions.ts';
import { wasRefused } from '../../state/stay.ts';
import { useCallPerson, useConversations } from '../conversation/conversations-context.ts';
import { pastCallWords } from '../home/past-call-words.ts';
import { LazyReceipts } from '../lazy-views.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';

/** After these endings, another call or message would fail in the same way. */
const NO_RETRY: readonly EndingReason[] = ['not-found', 'forbidden', 'loop-detected'];

/** A call, or an invitation to a conference, that is over. */
type EndedSession = Terminated<CallView | ConferenceInvitationView>;

/** How a call ended, in place of the call. */
export function EndedScreen({ session }: { session: EndedSession }) {
  return (
    <main class="centred">
      <EndedCard session={session} isWhole />
    </main>
  );
}

/** Missed calls, above the list of people. */
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

/**
 * Endings of calls, shared screens and invitations that are not on stage because another call or conference is (SPEC
 * INV-6).
 */
export function EndedNotes() {
  const { endedAside } = useStore();
  return (
    <>
      {endedAside.value.map((session) => (
        <EndedNote key={session.id} session={session} />
      ))}
      <RefusedNote />
    </>
  );
}

/** The call continues after a failed transfer to a conference (SPEC REF-3, REF-6). */
function RefusedNote() {
  const { current, stay } = useStore();
  const { sessions } = useAppState();
  const [call, refused] = [current.value, stay.value];
  if (!refused || !wasRefused(refused) || !call || !isLive(call) || callBecoming(sessions, refused))
    return null;
  return (
    <Note id={refused.conference.id} reason={refused.ending?.reason} title={text.ended.notJoined}>
      <ErrorNote error={refused.error} />
      {!call.hold.byUs && <p>{text.ended.back(call.peer.displayName)}</p>}
    </Note>
  );
}

function EndedNote({ session }: { session: Terminated }) {
  return (
    <Note id={session.id} reason={session.ending.reason} title={pastCallWords(session)}>
      <Details session={session} />
    </Note>
  );
}

interface NoteProps {
  readonly id: CarriageId;
  readonly reason: EndingReason | undefined;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Note({ id, reason, title, children }: NoteProps) {
  const { ask } = useStore();
  const words = useId();
  return (
    <section class="card ended-note" aria-labelledby={words} data-testid="ended-note" data-reason={reason}>
      <div class="ended-words">
        <p id={words}>
          <strong>{title}</strong>
        </p>
        {children}
      </div>
      <IconButton
        label={text.ended.dismiss}
        look="quiet"
        icon={X}
        testId="dismiss-note"
        onClick={() => void ask('dismiss-ended', { carriageId: id })}
      />
    </section>
  );
}

function Details({ session }: { session: Terminated }) {
  const { ending, error } = session;
  return (
    <>
      {ending.text && ending.by === 'them' && (
        <p>
          {text.ended.said} “{ending.text}”
        </p>
      )}
      <ErrorNote error={error} />
      {isCall(session) && <BackOnCall session={session} />}
    </>
  );
}

/** After a failed transfer the user is back on their call (SPEC REF-3). */
function BackOnCall({ session: { direction, referredBy } }: { session: CallView }) {
  const { current } = useStore();
  const call = current.value;
  const isBack =
    call?.state === 'established' && !call.hold.byUs && call.peer.address === referredBy?.address;
  return isBack && direction === 'outgoing' ? <p>{text.ended.back(call.peer.displayName)}</p> : null;
}

/** How a call ended, and what the user can do now. */
export function EndedCard({ session, isWhole = false }: { session: EndedSession; isWhole?: boolean }) {
  const { ask } = useStore();
  const { id, peer, ending } = session;
  const title = useId();
  const dismiss = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isWhole) dismiss.current?.focus();
  }, [isWhole]);
  const close = () => ask('dismiss-ended', { carriageId: id });
  const Heading = isWhole ? 'h1' : 'h2';
  return (
    <article
      class={`card ended-card ${isWhole ? 'ended-whole' : 'ended-row'}`}
      aria-labelledby={title}
      data-testid="ended-card"
      data-reason={ending.reason}
    >
      <Avatar name={peer.displayName} size={isWhole ? 'l' : 'm'} />
      <div class="ended-words">
        <Heading id={title}>{pastCallWords(session)}</Heading>
        <Details session={session} />
      </div>
      {isCall(session) && <LazyReceipts leaseIds={[session.leaseId]} />}
      <div class="actions">
        {!NO_RETRY.includes(ending.reason) && <AgainButtons session={session} close={close} />}
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
    </article>
  );
}

/** Buttons to call the same person again, or to write. Both continue the same conversation. */
function AgainButtons({ session, close }: { session: EndedSession; close: () => Promise<unknown> }) {
  const call = useCallPerson();
  const { navigation, cache } = useConversations();
  const { peer, requested } = session;
  const conversationId = cache.continuing(session);
  const callBack = async () => {
    await close();
    await call({ peer, conversationId }, { ...requested, microphone: true });
  };
  const message = async () => {
    navigation.open({ peer, conversationId });
    await close();
  };
  return (
    <>
      <button type="button" class="button" data-testid="call-back" onClick={() => void callBack()}>
        <Icon node={Phone} />
        {text.ended.callBack}
      </button>
      <button type="button" class="button" data-testid="message-ended" onClick={() => void message()}>
        <Icon node={MessageSquare} />
        {text.ended.message}
      </button>
    </>
  );
}
