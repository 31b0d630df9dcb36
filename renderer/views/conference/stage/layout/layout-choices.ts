import { LayoutGrid, Presentation, SquareUser, UserRound } from 'lucide';
import { stageText } from '../../../../i18n/en-stage.ts';
import type { IconNode } from '../../../ui/icon.tsx';
import type { Layout, StageChoice } from '../stage-choice.ts';

/** A layout that the user can choose now. */
export interface LayoutChoice {
  readonly layout: Layout;
  readonly testId: string;
  readonly label: string;
  readonly icon: IconNode;
  readonly isOn: boolean;
}

const ICONS: Readonly<Record<Layout, IconNode>> = {
  grid: LayoutGrid,
  speaker: SquareUser,
  'only-speaker': UserRound,
  sharing: Presentation,
};

/** The layouts to choose from. The sharing layout exists only while a screen is shared. */
export function layoutChoices({ layout: current, shown }: StageChoice): LayoutChoice[] {
  const layouts: Layout[] = ['grid', 'speaker', 'only-speaker'];
  if (shown !== null) layouts.push('sharing');
  return layouts.map((layout) => ({
    layout,
    testId: `layout-${layout}`,
    label: stageText.layout[layout],
    icon: ICONS[layout],
    isOn: layout === current,
  }));
}
