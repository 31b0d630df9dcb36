import { useEffect, useRef, useState } from 'preact/hooks';
import { conferenceLinkIn } from '../../../../protocol/text/links.ts';
import { transferText } from '../../../i18n/en-transfers.ts';
import { PasscodeField } from '../../conference/lobby/passcode-field.tsx';
import { useStore } from '../../store-context.ts';
import type { TransferFormProps } from './transfer-form.ts';

/** The form for a transfer to a conference (SPEC REF-6). */
export function TransferToConference({ session, onSubmit, children }: TransferFormProps) {
  const { attempt } = useStore();
  const [link, setLink] = useState('');
  const [passcode, setPasscode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const target = {
      kind: 'conference',
      link: linkOf(link),
      passcode: passcode.trim() || undefined,
    } as const;
    if (target.link) onSubmit(() => attempt('transfer', { sessionId: session.id, target }));
  };
  return (
    <form class="confirm-form" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{transferText.link}</span>
        <input
          ref={field}
          class="input"
          data-testid="transfer-link"
          autocomplete="off"
          spellcheck={false}
          maxLength={2_000}
          placeholder={transferText.linkPlaceholder}
          value={link}
          onInput={(event) => setLink(event.currentTarget.value)}
        />
      </label>
      <PasscodeField
        testId="transfer-passcode"
        hint={transferText.passcodeHint}
        value={passcode}
        error={undefined}
        onInput={setPasscode}
      />
      <div class="actions dialog-actions">
        {children}
        <button
          type="submit"
          class="button button-primary"
          data-testid="transfer-now"
          disabled={link.trim() === ''}
        >
          {transferText.now}
        </button>
      </div>
    </form>
  );
}

/** The link in the pasted text. Without a link, main refuses the text. */
function linkOf(typed: string): string {
  try {
    return conferenceLinkIn(typed);
  } catch {
    return typed.trim().slice(0, 400);
  }
}
