import { MessageSquare, Pause, PhoneOff, Play, UserPlus } from 'lucide';
import { useState } from 'preact/hooks';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { conferenceText } from '../../i18n/en-conferences.ts';
import { escalationText } from '../../i18n/en-escalation.ts';
import { isEscalating } from '../../state/sessions.ts';
import { useConferences } from '../conference/conferences-ready.tsx';
import { useShortcuts, useShownKeys } from '../settings/shortcuts.ts';
import { useAppState, useStore } from '../store-context.ts';
import { useSingleFlight } from '../ui/behavior/single-flight.ts';
import { ControlCount } from '../ui/control-count.tsx';
import { ControlToggle } from '../ui/control-toggle.tsx';
import { Icon } from '../ui/icon.tsx';
import { AddPeopleDialog, useMayAddPeople } from './add-people-dialog.tsx';
import { DeviceToggles } from './device-toggles.tsx';
import { holderOf } from './hold-cover.tsx';
import { ShareToggle } from './sharing/share-toggle.tsx';
import { SoundButton } from './sound-button.tsx';
import { TransferButton } from './transfer/transfer-button.tsx';

interface CallControlsProps {
  readonly session: LiveCall;
  readonly areMessagesShown: boolean;
  /** ID of the element with the messages. */
  readonly messagesId: string;
  readonly onMessages: () => void;
}

/** The controls of a call. */
export function CallControls({ session, areMessagesShown, messagesId, onMessages }: CallControlsProps) {
  const { ask } = useStore();
  return (
    <section class="controls" aria-label={conferenceText.controls}>
      <DeviceToggles leaseId={session.leaseId} local={session.local} />
      <HoldToggle session={session} />
      <CallShareToggle session={session} />
      <MessagesToggle
        session={session}
        isShown={areMessagesShown}
        controls={messagesId}
        onToggle={onMessages}
      />
      <AddPeopleButton session={session} />
      <TransferButton session={session} />
      <SoundButton />
      <button
        type="button"
        class="button button-bad control-wide"
        data-testid="hang-up"
        disabled={session.state === 'terminating'}
        onClick={() => void ask('hang-up', { sessionId: session.id })}
      >
        <Icon node={PhoneOff} />
        {text.call.hangUp}
      </button>
    </section>
  );
}

function HoldToggle({ session }: { session: LiveCall }) {
  const { ask } = useStore();
  const runOnce = useSingleFlight();
  const { id: sessionId, hold, state } = session;
  const mayHold = state === 'established' && !isEscalating(session);
  const toggle = () => {
    if (mayHold) void runOnce(() => ask('hold', { sessionId, held: !hold.byUs }));
  };
  // Resuming sends microphone and camera to the other side again, so it has no letter.
  useShortcuts({ hold: { letter: hold.byUs ? undefined : toggle, chord: toggle } });
  const keys = useShownKeys('hold', !hold.byUs);
  return (
    <ControlToggle
      testId="toggle-hold"
      label={text.hold.label}
      title={hold.byUs ? text.hold.resume : text.hold.hold}
      icon={hold.byUs ? Play : Pause}
      isOn={hold.byUs}
      keys={keys}
      isDisabled={!mayHold}
      onToggle={toggle}
    />
  );
}

/** SPEC SES-4: sharing adds a session to the conversation of the call. */
function CallShareToggle({ session }: { session: LiveCall }) {
  const { ask, shares } = useStore();
  const runOnce = useSingleFlight();
  const ours = shares.value.find(({ direction }) => direction === 'outgoing');
  const { peer, conversationId } = session;
  const mayBegin = session.state === 'established' && holderOf(session) === null && !isEscalating(session);
  const mayShare = ours !== undefined || mayBegin;
  const toggle = () => {
    if (!mayShare) return;
    void runOnce(() =>
      ours
        ? ask('hang-up', { sessionId: ours.id })
        : ask('share-screen', { to: peer.address, conversationId }),
    );
  };
  useShortcuts({ share: { letter: toggle } });
  return <ShareToggle share={{ isOn: ours !== undefined, mayToggle: mayShare, toggle }} />;
}

/** SPEC ESC-1: the call becomes a conference. */
function AddPeopleButton({ session }: { session: LiveCall }) {
  const [isAdding, setAdding] = useState(false);
  const isReady = useConferences().state === 'ready';
  const mayAdd = useMayAddPeople(session);
  const add = () => {
    if (mayAdd) setAdding(true);
  };
  useShortcuts({ add: { letter: add } });
  const keys = useShownKeys('add');
  const why = isReady ? `${escalationText.add}${keys.hint}` : escalationText.addLater;
  return (
    <>
      <button
        type="button"
        class="button button-control"
        title={why}
        aria-label={escalationText.add}
        aria-haspopup="dialog"
        aria-keyshortcuts={keys.aria}
        data-testid="add-people"
        disabled={!mayAdd}
        onClick={add}
      >
        <Icon node={UserPlus} />
      </button>
      {isAdding && <AddPeopleDialog session={session} onClose={() => setAdding(false)} />}
    </>
  );
}

interface MessagesToggleProps {
  readonly session: LiveCall;
  readonly isShown: boolean;
  readonly controls: string;
  readonly onToggle: () => void;
}

function MessagesToggle({ session, isShown, controls, onToggle }: MessagesToggleProps) {
  const { threads } = useAppState();
  useShortcuts({ chat: { letter: onToggle } });
  const keys = useShownKeys('chat');
  const unread = threads.find(({ conversationId }) => conversationId === session.conversationId)?.unread ?? 0;
  return (
    <ControlToggle
      testId="toggle-messages"
      label={unread > 0 ? text.call.unread(unread) : text.call.messages}
      title={isShown ? text.call.hideMessages : text.call.showMessages}
      icon={MessageSquare}
      isOn={isShown}
      keys={keys}
      controls={isShown ? controls : undefined}
      onToggle={onToggle}
    >
      <ControlCount count={unread} testId="unread-in-call" />
    </ControlToggle>
  );
}
