import { Lock } from 'lucide';
import { useId, useRef } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { errorWords } from '../../i18n/en.ts';
import { conferenceText } from '../../i18n/en-conferences.ts';
import { stageText } from '../../i18n/en-stage.ts';
import { HeldCalls } from '../call/held-calls.tsx';
import { useStore } from '../store-context.ts';
import { useIsInBackground } from '../ui/background-layer.ts';
import { useMediaQuery } from '../ui/behavior/media-query.ts';
import { Icon } from '../ui/icon.tsx';
import { ChatPane } from './chat/chat-pane.tsx';
import { ConferenceControls, NARROW } from './controls/conference-controls.tsx';
import { ConferenceLink } from './controls/conference-link.tsx';
import { OwnShareBar } from './controls/own-share-bar.tsx';
import { WaitingView } from './lobby/waiting-view.tsx';
import { GuessingHint } from './people/guessing-hint.tsx';
import { Roster } from './people/roster.tsx';
import { UnmuteRequest } from './people/unmute-request.tsx';
import { WaitingHint } from './people/waiting-hint.tsx';
import { useSidePanel } from './side-panel.ts';
import { LayoutButtons } from './stage/layout/layout-buttons.tsx';
import { ConferenceStage } from './stage/stage.tsx';
import { StageAnnouncer } from './stage/stage-announcer.tsx';
import { type Layout, type StageChoice, withLayout, withScreen } from './stage/stage-choice.ts';
import { peopleIn } from './stage/stage-participants.ts';
import { useStageChoice } from './stage/use-stage-choice.ts';

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
    // The focus leaves the text field, so that letters work as shortcuts again.
    chatButton.current?.focus();
    togglePanel('chat');
  };
  const isInBackground = useIsInBackground();
  const onLayout = (layout: Layout) => choose((before) => withLayout(before, layout));
  return (
    <main class="stage-screen conference" data-testid="conference-view">
      <Header stay={stay} choice={choice} onLayout={onLayout} />
      {/* In the background of a call, the bar of the call shows this. */}
      {!isInBackground && <OwnShareBar stay={stay} />}
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
      {/* In the background of a call, the call shows them. */}
      {!isInBackground && <HeldCalls />}
      <ConferenceControls
        stay={stay}
        choice={choice}
        panel={panel}
        panelId={panelId}
        onPanel={togglePanel}
        onLayout={onLayout}
        chatButton={chatButton}
      />
      {!isInBackground && <StageAnnouncer stay={stay} />}
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

/** SPEC CONF-6: the stay continues. The user reads why, and can try again. */
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
