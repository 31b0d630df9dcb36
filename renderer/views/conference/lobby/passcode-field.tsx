import { useEffect, useId, useRef } from 'preact/hooks';
import { createText } from '../../../i18n/en-joining.ts';

interface PasscodeFieldProps {
  readonly testId: string;
  readonly hint: string;
  readonly value: string;
  /** What is wrong with the typed text. */
  readonly error: string | undefined;
  /** Code of the error behind that text. */
  readonly code?: string | undefined;
  readonly onInput: (typed: string) => void;
}

/** A field for a passcode. The text is visible: it is copied from an invitation, and many people know it. */
export function PasscodeField({ testId, hint, value, error, code, onInput }: PasscodeFieldProps) {
  const about = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) field.current?.focus();
  }, [error]);
  return (
    <div class="field">
      <label class="field">
        <span class="field-label">{createText.passcode}</span>
        <input
          ref={field}
          class="input"
          data-testid={testId}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={64}
          value={value}
          aria-invalid={error !== undefined}
          aria-describedby={about}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </label>
      <p
        id={about}
        class={error ? 'inline-error' : 'field-hint'}
        role={error ? 'alert' : undefined}
        data-code={code}
      >
        {error ?? hint}
      </p>
    </div>
  );
}
