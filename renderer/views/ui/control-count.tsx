/** How much is new behind a control; nothing at 0. For eyes only: its label says it in words. */
export function ControlCount({ count, testId }: { count: number; testId: string }) {
  if (count === 0) return null;
  return (
    <span class="count" aria-hidden="true" data-testid={testId}>
      {count > 99 ? '99+' : count}
    </span>
  );
}
