import { PhoneOff, Play } from 'lucide';
import type { LiveCall } from '../../../protocol/rpc/session-view.ts';
import { text } from '../../i18n/en.ts';
import { useStore } from '../store-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ReferralLine } from './transfer/referral-line.tsx';
import { TransferConnect } from './transfer/transfer-connect.tsx';
import { TransferLine } from './transfer/transfer-line.tsx';

/** Calls on hold while another one is on stage (SPEC INV-10). */
export function HeldCalls() {
  const { held } = useStore();
  if (held.value.length === 0) return null;
  return (
    <section class="held-calls" aria-label={text.hold.others}>
      <ul>
        {held.value.map((session) => (
          <HeldCall key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

function HeldCall({ session }: { session: LiveCall }) {
  const { ask, stay } = useStore();
  const { id: sessionId, peer, state } = session;
  const { displayName } = peer;
  const isEnding = state === 'terminating';
  const conference = stay.value?.state === 'exited' ? null : stay.value;
  const label = conference ? text.hold.leaveAndResumeWith(displayName) : text.hold.resumeWith(displayName);
  const resume = async () => {
    const { id: conferenceId } = conference?.conference ?? {};
    // If the conference cannot be left, the call stays on hold.
    if (conferenceId && !(await ask('leave-conference', { conferenceId }))) return;
    await ask('hold', { sessionId, held: false });
  };
  return (
    <li class="held-call" data-testid="held-call" data-address={peer.address}>
      <Avatar name={displayName} size="s" />
      <div class="row-words">
        <strong>{displayName}</strong>
        <span class="small stage-header-soft">{isEnding ? text.call.ending : text.hold.onHold}</span>
      </div>
      <button
        type="button"
        class="button button-stage"
        aria-label={label}
        title={label}
        disabled={state !== 'established'}
        data-testid="resume-call"
        onClick={() => void resume()}
      >
        <Icon node={Play} />
        {conference ? text.hold.leaveAndResume : text.hold.resume}
      </button>
      <IconButton
        label={text.hold.hangUpWith(displayName)}
        look="bad"
        icon={PhoneOff}
        testId="hang-up-held"
        disabled={isEnding}
        onClick={() => void ask('hang-up', { sessionId })}
      />
      <TransferConnect session={session} />
      <TransferLine session={session} />
      <ReferralLine session={session} />
    </li>
  );
}
