import { useState } from 'preact/hooks';
import { text } from '../../i18n/en.ts';
import { MediaChoice } from '../media-choice.tsx';
import { useAppState, useStore } from '../store-context.ts';

/** Chooses what is on before joining a conference by its link. */
export function JoinPreview({ link, onBack }: { link: string; onBack: () => void }) {
  const { ask } = useStore();
  const [media, setMedia] = useState(useAppState().settings.startWith);
  const [isWorking, setWorking] = useState(false);
  const join = async (event: SubmitEvent) => {
    event.preventDefault();
    setWorking(true);
    await ask('join-conference', { link, media });
    // Either the stay is on screen by now, or the user reads why not, back where the link can be changed.
    onBack();
  };
  return (
    <main class="centred">
      <form class="card join-preview" onSubmit={join} data-testid="join-preview">
        <div class="stack-s">
          <h1>{text.joinPreview.title}</h1>
          <p class="soft">{text.joinPreview.lead}</p>
        </div>
        <MediaChoice media={media} onChange={setMedia} />
        <div class="actions">
          <button type="button" class="button" onClick={onBack}>
            {text.joinPreview.cancel}
          </button>
          <button
            type="submit"
            class="button button-primary"
            data-testid="join-preview-submit"
            disabled={isWorking}
          >
            {text.joinPreview.submit}
          </button>
        </div>
      </form>
    </main>
  );
}
