import { Icon, type IconNode } from './icon.tsx';

interface IconButtonProps {
  /** What the button does. Screen readers read it, and the tooltip shows it. */
  readonly label: string;
  readonly icon: IconNode;
  readonly onClick: () => void;
  readonly look?: 'plain' | 'quiet' | 'bad';
  readonly class?: string;
  readonly disabled?: boolean;
  readonly testId?: string;
}

/** A button with only an icon. */
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
