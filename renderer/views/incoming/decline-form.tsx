import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeclineReason } from '../../../protocol/endings.ts';
import { text } from '../../i18n/en.ts';
import { MAX_SHORT_TEXT, shortTextOf } from '../ui/behavior/short-text.ts';

type Reason = keyof typeof text.incoming.reasons;
const REASONS = Object.keys(text.incoming.reasons) as Reason[];

interface DeclineFormProps {
  readonly id: string;
  readonly onDecline: (reason: DeclineReason, message: string | undefined) => void;
  /** The user closes the form without declining. */
  readonly onClose: () => void;
}

/** The reason and a short message for the caller (SPEC INV-4). */
export function DeclineForm({ id, onDecline, onClose }: DeclineFormProps) {
  const group = useId();
  const form = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState<Reason>('busy');
  const [message, setMessage] = useState('');
  useLayoutEffect(() => {
    first.current?.focus();
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <form
      ref={form}
      id={id}
      class="decline-form"
      onSubmit={(event) => {
        event.preventDefault();
        onDecline(reason, shortTextOf(message));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <fieldset class="choice decline-reasons">
        <legend class="visually-hidden">{text.incoming.reason}</legend>
        {REASONS.map((each, index) => (
          <label key={each} class="choice-item">
            <input
              ref={index === 0 ? first : null}
              type="radio"
              name={group}
              checked={reason === each}
              data-testid="decline-reason"
              data-reason={each}
              onChange={() => setReason(each)}
            />
            {text.incoming.reasons[each]}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span class="small">{text.incoming.message}</span>
        <input
          class="input"
          type="text"
          autocomplete="off"
          maxLength={MAX_SHORT_TEXT}
          value={message}
          data-testid="decline-text"
          onInput={(event) => setMessage(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button button-bad button-wide" data-testid="decline-send">
        {text.incoming.declineSend}
      </button>
    </form>
  );
}
