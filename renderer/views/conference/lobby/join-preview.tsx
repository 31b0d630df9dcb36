import { useState } from 'preact/hooks';
import type { WireError } from '../../../../protocol/errors.ts';
import { errorWords } from '../../../i18n/en.ts';
import { joinText } from '../../../i18n/en-joining.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { MediaChoice } from '../../incoming/media-choice.tsx';
import { DeviceChoice } from '../../settings/device-choice.tsx';
import { useAppState } from '../../store-context.ts';
import { useSecondsLeft } from '../../ui/behavior/seconds-left.ts';
import { PasscodeField } from './passcode-field.tsx';
import { PreviewPicture } from './preview-picture.tsx';
import { useJoin } from './use-join.ts';
import { type Preview, usePreview } from './use-preview.ts';

interface JoinPreviewProps {
  readonly link: string;
  /** Why the server refused to let the user in, if a passcode would help. */
  readonly refusal?: WireError;
  /** The user does not want to join. */
  readonly onBack: () => void;
  /** The user is in the conference, or reads elsewhere why not. */
  readonly onOver?: () => void;
}

/** The lobby: the user's own picture, device switches, device choice, and the passcode (SPEC CONF-1). */
export function JoinPreview({ link, refusal, onBack, onOver }: JoinPreviewProps) {
  const join = useJoin();
  const { joiningWith } = useConversations().navigation;
  const { startWith } = useAppState().settings;
  const [media, setMedia] = useState((refusal && joiningWith.peek()?.media) ?? startWith);
  const [passcode, setPasscode] = useState('');
  const [isWorking, setWorking] = useState(false);
  const preview = usePreview(media);
  const secondsLeft = useSecondsLeft(waitMs(refusal));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setWorking(true);
    preview.isTakenOver.current = true;
    const { missing } = preview;
    // The user can join without a device that does not work.
    const working = {
      microphone: media.microphone && !missing.microphone,
      camera: media.camera && !missing.camera,
    };
    const isIn = await join({ link, media: working, passcode: passcode.trim() || undefined });
    preview.isTakenOver.current = isIn;
    setWorking(false);
    onOver?.();
  };
  return (
    <main class="centred">
      <form class="card join-preview" onSubmit={submit} data-testid="join-preview">
        <div class="stack-s">
          <h1>{joinText.title}</h1>
          <p class="soft">{joinText.lead}</p>
        </div>
        <PreviewPicture preview={preview} isWanted={media.camera} />
        <div class="join-choices">
          <MediaChoice media={media} onChange={setMedia} />
          <Missing preview={preview} />
          <details class="join-devices">
            <summary>{joinText.devices}</summary>
            <DeviceChoice uses={['microphone', 'camera', 'speaker']} />
          </details>
          <PasscodeField
            testId="passcode"
            hint={joinText.passcodeHint}
            value={passcode}
            error={refusal && refusalWords(refusal, joiningWith.peek()?.hadPasscode ?? false)}
            code={refusal?.code}
            onInput={setPasscode}
          />
        </div>
        <div class="actions">
          <button type="button" class="button" data-testid="join-preview-cancel" onClick={onBack}>
            {joinText.cancel}
          </button>
          <button
            type="submit"
            class="button button-primary"
            data-testid="join-preview-submit"
            disabled={isWorking || secondsLeft > 0}
          >
            {secondsLeft > 0 ? joinText.wait(secondsLeft) : joinText.submit}
          </button>
        </div>
      </form>
    </main>
  );
}

/** How long the server refuses passcodes from this user, in milliseconds. */
function waitMs(refusal: WireError | undefined): number {
  return Number(refusal?.context.retryAfterMs ?? 0);
}

function refusalWords(refusal: WireError, hadPasscode: boolean): string {
  if (refusal.code === 'RATE_LIMITED') return joinText.tooManyTries(Math.ceil(waitMs(refusal) / 1_000));
  return hadPasscode ? joinText.passcodeWrong : joinText.passcodeNeeded;
}

function Missing({ preview: { missing, errorOf } }: { preview: Preview }) {
  return (
    <div role="status" class="join-missing">
      {(['microphone', 'camera'] as const)
        .filter((source) => missing[source])
        .map((source) => {
          const error = errorOf(source);
          return (
            <p key={source} class="inline-error" data-testid={`missing-${source}`} data-code={error?.code}>
              {joinText.missing[source]} {error && errorWords(error)}
            </p>
          );
        })}
    </div>
  );
}
