import { useState } from 'preact/hooks';
import { Passcode } from '../../../../protocol/conferences/conference.ts';
import { createText } from '../../../i18n/en-joining.ts';
import { MAX_SHORT_TEXT, shortTextOf } from '../../ui/behavior/short-text.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { type ConferenceOptions, useDefaultTitle, useNewConference } from './new-conference.ts';
import { PasscodeField } from './passcode-field.tsx';

/** A new conference with title, passcode and waiting room (SPEC CONF-1). */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const create = useNewConference();
  const runOnce = useSingleFlight();
  const usualTitle = useDefaultTitle();
  const [title, setTitle] = useState(usualTitle);
  const [typed, setTyped] = useState('');
  const [waitingRoom, setWaitingRoom] = useState(false);
  const [isRefused, setRefused] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const passcode = Passcode.safeParse(typed);
    const isWanted = typed.trim() !== '';
    setRefused(isWanted && !passcode.success);
    if (isWanted && !passcode.success) return;
    const options: ConferenceOptions = {
      title: shortTextOf(title) ?? usualTitle,
      waitingRoom,
      passcode: passcode.data,
    };
    // Errors are shown at home, which this dialog covers. So the dialog closes first.
    void runOnce(() => create(options).finally(onClose));
  };
  return (
    <Dialog title={createText.title} closeLabel={createText.cancel} testId="create-dialog" onClose={onClose}>
      <form class="confirm-form" onSubmit={submit} noValidate>
        <label class="field">
          <span class="field-label">{createText.name}</span>
          <input
            class="input"
            data-testid="create-title"
            autocomplete="off"
            maxLength={MAX_SHORT_TEXT}
            value={title}
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
        </label>
        <PasscodeField
          testId="create-passcode"
          hint={createText.passcodeHint}
          value={typed}
          error={isRefused ? createText.passcodeInvalid : undefined}
          onInput={(value) => {
            setTyped(value);
            setRefused(false);
          }}
        />
        <label class="switch">
          <span>
            <span class="switch-lead">{createText.waitingRoom}</span>
            <span class="soft small">{createText.waitingRoomLead}</span>
          </span>
          <input
            type="checkbox"
            class="switch-input"
            data-testid="create-waiting-room"
            checked={waitingRoom}
            onChange={(event) => setWaitingRoom(event.currentTarget.checked)}
          />
        </label>
        <div class="actions dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {createText.cancel}
          </button>
          <button type="submit" class="button button-primary" data-testid="create-submit">
            {createText.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
