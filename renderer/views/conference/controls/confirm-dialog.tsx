import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { MAX_SHORT_TEXT, shortTextOf } from '../../ui/behavior/short-text.ts';
import { Dialog } from '../../ui/dialog.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  readonly testId: string;
  /** Label of the message field. */
  readonly message: string;
  readonly confirm: string;
  readonly cancel: string;
  /** Test ID of the confirm button. */
  readonly confirmId: string;
  readonly onConfirm: (text: string | undefined) => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Asks before something that cannot be undone, with an optional message to the people it affects. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [message, setMessage] = useState('');
  const { onClose } = props;
  return (
    <Dialog title={props.title} closeLabel={props.cancel} testId={props.testId} onClose={onClose}>
      {props.children}
      <form
        class="confirm-form"
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm(shortTextOf(message));
          onClose();
        }}
      >
        <label class="field">
          <span class="field-label">{props.message}</span>
          <input
            class="input"
            autocomplete="off"
            maxLength={MAX_SHORT_TEXT}
            value={message}
            data-testid="confirm-text"
            onInput={(event) => setMessage(event.currentTarget.value)}
          />
        </label>
        <div class="actions dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {props.cancel}
          </button>
          <button type="submit" class="button button-bad" data-testid={props.confirmId}>
            {props.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
