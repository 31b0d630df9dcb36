import { stageText } from '../../../../i18n/en-stage.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { Layout, StageChoice } from '../stage-choice.ts';
import { layoutChoices } from './layout-choices.ts';

interface LayoutButtonsProps {
  readonly choice: StageChoice;
  readonly onLayout: (layout: Layout) => void;
}

/** Buttons for the layouts of the stage. */
export function LayoutButtons({ choice, onLayout }: LayoutButtonsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent by a form
    <div class="layouts" role="group" aria-label={stageText.layout.label}>
      {layoutChoices(choice).map(({ layout, testId, label, icon, isOn }) => (
        <button
          key={layout}
          type="button"
          class="button button-icon button-stage"
          data-testid={testId}
          title={label}
          aria-label={label}
          aria-pressed={isOn}
          onClick={() => onLayout(layout)}
        >
          <Icon node={icon} />
        </button>
      ))}
    </div>
  );
}
