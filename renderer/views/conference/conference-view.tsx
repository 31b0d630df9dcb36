import { LogOut, UserPlus, Users } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { errorWords, text } from '../../i18n/en.ts';
import { ControlToggle } from '../control-toggle.tsx';
import { DeviceToggles } from '../device-toggles.tsx';
import { Icon } from '../icon.tsx';
import { SoundButton } from '../sound-button.tsx';
import { useStore } from '../store-context.ts';
import { ConferenceLink } from './conference-link.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Roster } from './roster.tsx';
import { ConferenceStage } from './stage.tsx';

/** Room for the roster beside the stage, in CSS pixels. */
const WIDE = '(min-width: 900px)';

/** A stay in a conference. */
export function ConferenceView({ stay }: { stay: StayView }) {
  const [isRosterShown, setRosterShown] = useRosterShown();
  if (stay.state === 'joining' || stay.state === 'idle') return <Joining stay={stay} />;
  return (
    <main class="stage-screen conference" data-testid="conference-view" data-roster={isRosterShown}>
      <header class="stage-header">
        <h1>{stay.conference.title}</h1>
        <span class="stage-header-soft">{text.conference.people(stay.participants.length)}</span>
        <ConferenceLink link={stay.conference.link} />
      </header>
      <LeaveFailed stay={stay} />
      <div class="conference-body">
        <div class="conference-stage">
          <ConferenceStage stay={stay} />
          {stay.participants.length === 1 && <p class="stage-hint">{text.conference.alone}</p>}
        </div>
        <Roster stay={stay} />
      </div>
      <Controls stay={stay} isRosterShown={isRosterShown} onRoster={() => setRosterShown(!isRosterShown)} />
    </main>
  );
}

/** Shown where there is room, until the user says otherwise or the room changes. */
function useRosterShown() {
  const shown = useState(() => matchMedia(WIDE).matches);
  const [, setShown] = shown;
  useEffect(() => {
    const query = matchMedia(WIDE);
    const change = () => setShown(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, [setShown]);
  return shown;
}

interface ControlsProps {
  readonly stay: StayView;
  readonly isRosterShown: boolean;
  readonly onRoster: () => void;
}

function Controls({ stay, isRosterShown, onRoster }: ControlsProps) {
  return (
    <section class="controls" aria-label={text.conference.controls}>
      <DeviceToggles leaseId={stay.leaseId} local={stay.local} />
      <ControlToggle
        testId="toggle-roster"
        label={text.conference.roster}
        title={isRosterShown ? text.conference.hideRoster : text.conference.showRoster}
        icon={Users}
        isOn={isRosterShown}
        controls="roster"
        onToggle={onRoster}
      />
      <InviteButton stay={stay} />
      <SoundButton />
      <LeaveButton stay={stay} words={text.conference.leave} testId="leave" />
    </section>
  );
}

function InviteButton({ stay }: { stay: StayView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button button-control"
        title={text.conference.invite}
        aria-label={text.conference.invite}
        aria-haspopup="dialog"
        data-testid="invite-people"
        disabled={stay.state !== 'connected'}
        onClick={() => setOpen(true)}
      >
        <Icon node={UserPlus} />
      </button>
      {isOpen && <InviteDialog stay={stay} onClose={() => setOpen(false)} />}
    </>
  );
}

function LeaveButton({ stay, words, testId }: { stay: StayView; words: string; testId: string }) {
  const { ask } = useStore();
  const isLeaving = stay.state === 'leaving';
  return (
    <button
      type="button"
      class="button button-bad control-wide"
      data-testid={testId}
      disabled={isLeaving}
      onClick={() => void ask('leave-conference', { conferenceId: stay.conference.id })}
    >
      <Icon node={LogOut} />
      {isLeaving ? text.conference.leaving : words}
    </button>
  );
}

/** SPEC CONF-6: the stay goes on, the user reads why and can try again. */
function LeaveFailed({ stay }: { stay: StayView }) {
  if (!stay.error || stay.state !== 'connected') return null;
  return (
    <div class="stage-banner" role="alert" data-testid="leave-failed" data-code={stay.error.code}>
      <p>
        <strong>{text.conference.leaveFailed}.</strong> {errorWords(stay.error)}
      </p>
      <LeaveButton stay={stay} words={text.conference.leaveAgain} testId="leave-again" />
    </div>
  );
}

function Joining({ stay }: { stay: StayView }) {
  return (
    <main class="stage-screen joining" data-testid="joining">
      <div class="joining-words" role="status">
        <span class="spinner" />
        <h1>{text.conference.joining}</h1>
        <p class="stage-header-soft">{stay.conference.title}</p>
      </div>
    </main>
  );
}
