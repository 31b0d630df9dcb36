import { Ellipsis, ScreenShare, UserPlus } from 'lucide';
import { text } from '../../../i18n/en.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { stageText } from '../../../i18n/en-stage.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { layoutChoices } from '../stage/layout/layout-choices.ts';
import type { Layout, StageChoice } from '../stage/stage-choice.ts';
import type { OwnShare } from './own-share.ts';

interface MoreMenuProps {
  readonly choice: StageChoice;
  readonly share: OwnShare;
  readonly mayInvite: boolean;
  readonly onLayout: (layout: Layout) => void;
  readonly onInvite: () => void;
}

/** A menu with the controls that have no button in a narrow window. */
export function MoreMenu({ choice, share, mayInvite, onLayout, onInvite }: MoreMenuProps) {
  const items: MenuItem[] = layoutChoices(choice).map(({ layout, ...item }) => ({
    ...item,
    onSelect: () => onLayout(layout),
  }));
  if (mayInvite) {
    items.unshift({
      testId: 'invite-people',
      label: conferenceText.invite,
      icon: UserPlus,
      onSelect: onInvite,
    });
  }
  if (share.isOffered) {
    items.unshift({
      testId: 'toggle-share',
      label: text.share.label,
      icon: ScreenShare,
      isOn: share.isOn,
      onSelect: share.toggle,
    });
  }
  return <Menu label={stageText.more} icon={Ellipsis} testId="more" class="button-control" items={items} />;
}
