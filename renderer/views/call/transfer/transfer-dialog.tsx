import { useState } from 'preact/hooks';
import type { WireError } from '../../../../protocol/errors.ts';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';
import { errorWords } from '../../../i18n/en.ts';
import { transferText } from '../../../i18n/en-transfers.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { Dialog } from '../../ui/dialog.tsx';
import type { TransferFormProps } from './transfer-form.ts';
import { TransferToConference } from './transfer-to-conference.tsx';
import { TransferToPerson } from './transfer-to-person.tsx';

/** Choice of the person or conference to which the other side of a call is transferred (SPEC REF-1, REF-6). */
export function TransferDialog({ session, onClose }: { session: LiveCall; onClose: () => void }) {
  const [isToConference, setToConference] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const runOnce = useSingleFlight();
  const name = session.peer.displayName;
  const submit: TransferFormProps['onSubmit'] = (request) =>
    void runOnce(async () => {
      setError(null);
      const failure = await request();
      if (failure) setError(failure);
      else onClose();
    });
  const change = () => {
    setError(null);
    setToConference(!isToConference);
  };
  const Form = isToConference ? TransferToConference : TransferToPerson;
  return (
    <Dialog
      title={transferText.title(name)}
      closeLabel={transferText.close}
      testId="transfer-dialog"
      onClose={onClose}
    >
      <p class="soft">{transferText.lead(name)}</p>
      {error && (
        <p class="inline-error" role="alert" data-testid="transfer-error" data-code={error.code}>
          {errorWords(error)}
        </p>
      )}
      <Form session={session} onSubmit={submit}>
        <button
          type="button"
          class="button button-quiet transfer-switch"
          data-testid="transfer-switch"
          onClick={change}
        >
          {isToConference ? transferText.toPerson : transferText.toConference}
        </button>
      </Form>
    </Dialog>
  );
}
