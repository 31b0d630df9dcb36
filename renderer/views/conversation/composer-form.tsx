import { SendHorizontal } from 'lucide';
import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';

interface ComposerFormProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly typed: string;
  readonly onType: (text: string) => void;
  readonly onSend: () => void;
  readonly onEscape?: () => void;
  readonly canSend: boolean;
  readonly label: string;
  readonly placeholder: string;
  readonly sendWords: string;
  /** The used part of the length limit, when it is nearly reached. */
  readonly size: string;
  readonly isTooLong: boolean;
  readonly fieldId: string;
  readonly sendId: string;
}

/** A text field with a send button: Enter sends, Shift+Enter starts a new line. */
export function ComposerForm(props: ComposerFormProps) {
  const { field, isTooLong, onSend, onEscape } = props;
  const size = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    // During a composition Enter accepts the input method's suggestion, and Escape rejects it.
    if (event.isComposing) return;
    if (event.key === 'Escape') onEscape?.();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    onSend();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
        field.current?.focus();
      }}
    >
      <textarea
        ref={field}
        class="input composer-field"
        data-testid={props.fieldId}
        rows={1}
        dir="auto"
        value={props.typed}
        placeholder={props.placeholder}
        aria-label={props.label}
        aria-describedby={size}
        aria-invalid={isTooLong}
        onInput={(event) => props.onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="submit"
        class="button button-icon button-primary"
        data-testid={props.sendId}
        title={props.sendWords}
        aria-label={props.sendWords}
        disabled={!props.canSend}
      >
        <Icon node={SendHorizontal} />
      </button>
      <p id={size} class="composer-size small" data-over={isTooLong} aria-live="polite">
        {props.size}
      </p>
    </form>
  );
}
