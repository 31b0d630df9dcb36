import { ChevronUp, LogOut, PhoneOff } from 'lucide';
import { useState } from 'preact/hooks';
import { may } from '../../../../protocol/conferences/powers.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText, inConferenceText } from '../../../i18n/en-conferences.ts';
import { ownRole } from '../../../state/stay.ts';
import { useStore } from '../../store-context.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

const words = inConferenceText.leaveMenu;

/** Leave, and beside it, for organizers, "End for all": never one in place of the other (SPEC CONF-4). */
export function LeaveMenu({ stay }: { stay: StayView }) {
  const { ask } = useStore();
  const [isAsking, setAsking] = useState(false);
  const conferenceId = stay.conference.id;
  const isLeaving = stay.state === 'leaving';
  const mayEnd = may(ownRole(stay), 'conference.terminate');
  return (
    <span class="leave-menu" data-split={mayEnd}>
      <button
        type="button"
        class="button button-bad control-wide"
        data-testid="leave"
        disabled={isLeaving}
        onClick={() => void ask('leave-conference', { conferenceId })}
      >
        <Icon node={LogOut} />
        {isLeaving ? conferenceText.leaving : conferenceText.leave}
      </button>
      {mayEnd && (
        <Menu
          label={words.more}
          icon={ChevronUp}
          testId="leave-menu"
          class="button-bad control-wide leave-menu-more"
          isDisabled={isLeaving}
          items={[
            {
              testId: 'terminate',
              label: words.end,
              icon: PhoneOff,
              isDestructive: true,
              onSelect: () => setAsking(true),
            },
          ]}
        />
      )}
      {isAsking && (
        <ConfirmDialog
          title={words.title}
          testId="terminate-dialog"
          message={words.message}
          confirm={words.confirm}
          cancel={words.cancel}
          confirmId="confirm-terminate"
          onConfirm={(said) => void ask('conference.terminate', { conferenceId, text: said || undefined })}
          onClose={() => setAsking(false)}
        >
          <p>{words.lead}</p>
        </ConfirmDialog>
      )}
    </span>
  );
}
