import { useId, useState } from 'preact/hooks';
import { DisplayName } from '../../../protocol/text/addresses.ts';
import { errorWords, text } from '../../i18n/en.ts';
import { useNotificationAccess } from '../settings/notification-context.ts';
import { useAppState, useStore } from '../store-context.ts';
import { Brand } from '../ui/brand.tsx';

/**
 * Sign-in with a name only. It asks for the permission to notify in the same click, because browsers require a gesture.
 */
export function SignIn() {
  const { ask } = useStore();
  const notifications = useNotificationAccess();
  const { registration, settings } = useAppState();
  const [name, setName] = useState<string>(settings.displayName ?? '');
  const [isInvalid, setInvalid] = useState(false);
  const hint = useId();
  const isWorking = registration.state === 'signing-in';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const displayName = DisplayName.safeParse(name);
    setInvalid(!displayName.success);
    if (!displayName.success || isWorking) return;
    void notifications.ask();
    void ask('sign-in', { displayName: displayName.data });
  };
  return (
    <main class="centred">
      <form class="card sign-in" onSubmit={submit} aria-busy={isWorking}>
        <Brand />
        <div class="stack-s">
          <h1>{text.signIn.title}</h1>
          <p class="soft">{text.signIn.lead}</p>
        </div>
        <label class="field">
          <span class="field-label">{text.signIn.name}</span>
          <input
            class="input"
            data-testid="sign-in-name"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
            maxLength={64}
            autocomplete="name"
            spellcheck={false}
            required
            aria-describedby={hint}
            aria-invalid={isInvalid}
          />
          <span class="field-hint" id={hint}>
            {isInvalid ? text.signIn.nameInvalid : text.signIn.nameHint}
          </span>
        </label>
        {registration.error && !isWorking && (
          <p class="inline-error" role="alert" data-code={registration.error.code}>
            {errorWords(registration.error)}
          </p>
        )}
        <button
          type="submit"
          class="button button-primary button-wide"
          data-testid="sign-in-submit"
          disabled={isWorking}
        >
          {isWorking ? text.signIn.working : text.signIn.submit}
        </button>
      </form>
    </main>
  );
}
