import { Icon, type IconNode } from './icon.tsx';

interface IconButtonProps {
  /** What it does, in words: read aloud, and shown under the pointer. */
  readonly label: string;
  readonly icon: IconNode;
  readonly onClick: () => void;
  readonly look?: 'plain' | 'quiet' | 'bad';
  readonly class?: string;
  readonly disabled?: boolean;
  readonly testId?: string;
}

/** A button that shows nothing but an icon. */
export function IconButton({ label, icon, onClick, look = 'plain', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`button button-icon ${look === 'plain' ? '' : `button-${look}`} ${rest.class ?? ''}`}
      title={label}
      aria-label={label}
      data-testid={rest.testId}
      disabled={rest.disabled ?? false}
      onClick={onClick}
    >
      <Icon node={icon} />
    </button>
  );
}
