import { Lock } from 'lucide';
import { useId, useRef } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { errorWords } from '../../i18n/en.ts';
import { conferenceText } from '../../i18n/en-conferences.ts';
import { stageText } from '../../i18n/en-stage.ts';
import { useIsBeneath } from '../beneath.ts';
import { HeldCalls } from '../held-calls.tsx';
import { Icon } from '../icon.tsx';
import { useMediaQuery } from '../media-query.ts';
import { useStore } from '../store-context.ts';
import { peopleIn } from './cast.ts';
import { ChatPane } from './chat-pane.tsx';
import { ConferenceControls, NARROW } from './conference-controls.tsx';
import { ConferenceLink } from './conference-link.tsx';
import { GuessingHint } from './guessing-hint.tsx';
import { LayoutButtons } from './layout-buttons.tsx';
import { OwnShareBar } from './own-share-bar.tsx';
import { Roster } from './roster.tsx';
import { useSidePanel } from './side-panel.ts';
import { ConferenceStage } from './stage.tsx';
import { StageAnnouncer } from './stage-announcer.tsx';
import { type Layout, type StageChoice, withLayout, withScreen } from './stage-choice.ts';
import { UnmuteRequest } from './unmute-request.tsx';
import { useStageChoice } from './use-stage-choice.ts';
import { WaitingHint } from './waiting-hint.tsx';
import { WaitingView } from './waiting-view.tsx';

/** A stay in a conference. */
export function ConferenceView({ stay }: { stay: StayView }) {
  if (stay.state === 'joining' || stay.state === 'idle') return <Joining stay={stay} />;
  if (stay.state === 'waiting') return <WaitingView stay={stay} />;
  return <Inside stay={stay} />;
}

function Inside({ stay }: { stay: StayView }) {
  const { shown: panel, isChosen, toggle: togglePanel } = useSidePanel(stay);
  const [choice, choose] = useStageChoice(stay);
  const panelId = useId();
  const chatButton = useRef<HTMLButtonElement>(null);
  const closeChat = () => {
    // The letters of the conference act again.
    chatButton.current?.focus();
    togglePanel('chat');
  };
  const isBeneath = useIsBeneath();
  const onLayout = (layout: Layout) => choose((before) => withLayout(before, layout));
  return (
    <main class="stage-screen conference" data-testid="conference-view">
      <Header stay={stay} choice={choice} onLayout={onLayout} />
      {/* Beneath the call, the bar of the call says so. */}
      {!isBeneath && <OwnShareBar stay={stay} />}
      <LeaveFailed stay={stay} />
      <div class="conference-body">
        <div class="conference-stage">
          <ConferenceStage
            stay={stay}
            choice={choice}
            onScreen={(sharer) => choose((before) => withScreen(before, sharer))}
          />
          {peopleIn(stay).length === 1 && <p class="stage-hint">{conferenceText.alone}</p>}
        </div>
        {panel && (
          <div id={panelId} class="conference-panel">
            {panel === 'people' ? (
              <Roster stay={stay} />
            ) : (
              <ChatPane stay={stay} autoFocus={isChosen} onClose={closeChat} />
            )}
          </div>
        )}
      </div>
      <GuessingHint stay={stay} />
      {panel !== 'people' && <WaitingHint stay={stay} />}
      <UnmuteRequest stay={stay} />
      {/* Beneath the call, that shows them. */}
      {!isBeneath && <HeldCalls />}
      <ConferenceControls
        stay={stay}
        choice={choice}
        panel={panel}
        panelId={panelId}
        onPanel={togglePanel}
        onLayout={onLayout}
        chatButton={chatButton}
      />
      {!isBeneath && <StageAnnouncer stay={stay} />}
    </main>
  );
}

interface HeaderProps {
  readonly stay: StayView;
  readonly choice: StageChoice;
  readonly onLayout: (layout: Layout) => void;
}

function Header({ stay, choice, onLayout }: HeaderProps) {
  const isNarrow = useMediaQuery(NARROW);
  return (
    <header class="stage-header conference-header">
      <h1>{stay.conference.title}</h1>
      <span class="stage-header-soft">{conferenceText.people(peopleIn(stay).length)}</span>
      {stay.conference.locked && (
        <span class="mark" data-testid="locked">
          <Icon node={Lock} />
          {stageText.locked}
        </span>
      )}
      <ConferenceLink link={stay.conference.link} passcode={stay.conference.passcode} />
      {!isNarrow && <LayoutButtons choice={choice} onLayout={onLayout} />}
    </header>
  );
}

/** SPEC CONF-6: the stay goes on, the user reads why and can try again. */
function LeaveFailed({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  if (!stay.error || stay.state !== 'connected') return null;
  return (
    <div class="stage-banner" role="alert" data-testid="leave-failed" data-code={stay.error.code}>
      <p>
        <strong>{conferenceText.leaveFailed}.</strong> {errorWords(stay.error)}
      </p>
      <button
        type="button"
        class="button button-bad control-wide"
        data-testid="leave-again"
        onClick={() => void ask('leave-conference', { conferenceId: stay.conference.id })}
      >
        {conferenceText.leaveAgain}
      </button>
    </div>
  );
}

function Joining({ stay }: { stay: StayView }) {
  return (
    <main class="stage-screen joining" data-testid="joining">
      <div class="joining-words" role="status">
        <span class="spinner" />
        <h1>{conferenceText.joining}</h1>
        <p class="stage-header-soft">{stay.conference.title}</p>
      </div>
    </main>
  );
}
