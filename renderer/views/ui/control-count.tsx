/**
 * Number of new items behind a control; nothing for 0. Hidden from screen readers, because the control's label contains
 * the number.
 */
export function ControlCount({ count, testId }: { count: number; testId: string }) {
  if (count === 0) return null;
  return (
    <span class="count" aria-hidden="true" data-testid={testId}>
      {count > 99 ? '99+' : count}
    </span>
  );
}
