import { ChevronLeft, ChevronRight } from 'lucide';
import type { TargetedKeyboardEvent } from 'preact';
import { stageText } from '../../../i18n/en-stage.ts';
import { Icon, type IconNode } from '../../ui/icon.tsx';

interface PagerProps {
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

const TURNS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };

/** Turns the pages of the stage, with its buttons, or with arrow keys on either of them. */
export function Pager({ page, pages, onPage }: PagerProps) {
  const turnByKey = (event: TargetedKeyboardEvent<HTMLElement>) => {
    const to = page + (TURNS[event.key] ?? 0);
    if (to === page || to < 0 || to >= pages) return;
    event.preventDefault();
    onPage(to);
  };
  return (
    <nav class="pager" aria-label={stageText.pages.label} onKeyDown={turnByKey}>
      <PageButton
        testId="previous-page"
        label={stageText.pages.previous}
        icon={ChevronLeft}
        isThere={page > 0}
        onClick={() => onPage(page - 1)}
      />
      <span class="pager-words" role="status" data-testid="page">
        {stageText.pages.page(page + 1, pages)}
      </span>
      <PageButton
        testId="next-page"
        label={stageText.pages.next}
        icon={ChevronRight}
        isThere={page < pages - 1}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}

interface PageButtonProps {
  readonly testId: string;
  readonly label: string;
  readonly icon: IconNode;
  readonly isThere: boolean;
  readonly onClick: () => void;
}

/** Not `disabled` on the first and last page, because the button would lose the focus and its arrow keys. */
function PageButton({ testId, label, icon, isThere, onClick }: PageButtonProps) {
  return (
    <button
      type="button"
      class="button button-icon button-stage"
      data-testid={testId}
      title={label}
      aria-label={label}
      aria-disabled={!isThere}
      onClick={() => {
        if (isThere) onClick();
      }}
    >
      <Icon node={icon} />
    </button>
  );
}
