import { UserPlus } from 'lucide';
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole } from '../../../state/stay.ts';
import { DeviceToggles } from '../../call/device-toggles.tsx';
import { ShareToggle } from '../../call/sharing/share-toggle.tsx';
import { SoundButton } from '../../call/sound-button.tsx';
import { useShortcuts } from '../../settings/shortcuts.ts';
import { useFocusWhenRaised } from '../../ui/background-layer.ts';
import { useMediaQuery } from '../../ui/behavior/media-query.ts';
import { Icon } from '../../ui/icon.tsx';
import { InviteDialog } from '../people/invite-dialog.tsx';
import type { SidePanel } from '../side-panel.ts';
import type { Layout, StageChoice } from '../stage/stage-choice.ts';
import { ConferenceMenu } from './conference-menu.tsx';
import { LeaveMenu } from './leave-menu.tsx';
import { MoreMenu } from './more-menu.tsx';
import { useOwnShare } from './own-share.ts';
import { ChatToggle, HandToggle, PeopleToggle } from './panel-toggles.tsx';
import { ReactionMenu } from './reaction-menu.tsx';

/** In a narrower window, rarely used controls are in a menu. */
export const NARROW = '(max-width: 640px)';

interface ConferenceControlsProps {
  readonly stay: StayView;
  readonly choice: StageChoice;
  readonly panel: SidePanel | null;
  /** ID of the element that contains the panel. */
  readonly panelId: string;
  readonly onPanel: (panel: SidePanel) => void;
  readonly onLayout: (layout: Layout) => void;
  readonly chatButton: RefObject<HTMLButtonElement | null>;
}

/** The controls of a conference that the user's role allows. */
export function ConferenceControls(props: ConferenceControlsProps) {
  const { stay, choice, panel, panelId, onPanel, onLayout } = props;
  const isNarrow = useMediaQuery(NARROW);
  const [isInviting, setInviting] = useState(false);
  const share = useOwnShare(stay);
  const controls = useFocusWhenRaised<HTMLElement>();
  useShortcuts({ share: { letter: share.toggle } });
  const mayInvite = stay.state === 'connected' && may(ownRole(stay), 'invite');
  const invite = () => setInviting(true);
  const panels = (
    <>
      <ChatToggle
        stay={stay}
        isShown={panel === 'chat'}
        controls={panelId}
        onToggle={() => onPanel('chat')}
        button={props.chatButton}
      />
      <PeopleToggle
        stay={stay}
        isShown={panel === 'people'}
        controls={panelId}
        onToggle={() => onPanel('people')}
      />
    </>
  );
  return (
    // The focus goes to the section, not to a button: a key that was meant for the call would press the button.
    <section
      ref={controls}
      class="controls conference-controls"
      aria-label={conferenceText.controls}
      tabIndex={-1}
    >
      <DeviceToggles leaseId={stay.leaseId} local={stay.local} />
      {!isNarrow && share.isOffered && <ShareToggle share={share} />}
      <HandToggle stay={stay} />
      <ReactionMenu stay={stay} />
      {panels}
      {isNarrow ? (
        <MoreMenu choice={choice} share={share} mayInvite={mayInvite} onLayout={onLayout} onInvite={invite} />
      ) : (
        mayInvite && <InviteButton onInvite={invite} />
      )}
      <ConferenceMenu stay={stay} />
      <SoundButton />
      <LeaveMenu stay={stay} />
      {isInviting && <InviteDialog stay={stay} onClose={() => setInviting(false)} />}
    </section>
  );
}

function InviteButton({ onInvite }: { onInvite: () => void }) {
  return (
    <button
      type="button"
      class="button button-control"
      title={conferenceText.invite}
      aria-label={conferenceText.invite}
      aria-haspopup="dialog"
      data-testid="invite-people"
      onClick={onInvite}
    >
      <Icon node={UserPlus} />
    </button>
  );
}
