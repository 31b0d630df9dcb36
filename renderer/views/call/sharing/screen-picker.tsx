import { AppWindow, Monitor } from 'lucide';
import type { ScreenSource } from '../../../../protocol/rpc/app-state.ts';
import { text } from '../../../i18n/en.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { useSingleFlight } from '../../ui/behavior/single-flight.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';

const KINDS = [
  { kind: 'screen', title: text.share.screens },
  { kind: 'window', title: text.share.windows },
] as const;

/** Choice of the screen to share, if the system has no picker of its own (SPEC SES-3). */
export function ScreenPicker() {
  const { ask } = useStore();
  const { screenPicker } = useAppState();
  const runOnce = useSingleFlight();
  if (!screenPicker) return null;
  const choose = (sourceId: string | null) => void runOnce(() => ask('choose-screen', { sourceId }));
  return (
    <Dialog
      title={text.share.pick}
      closeLabel={text.share.cancel}
      testId="screen-picker"
      class="dialog-wide"
      onClose={() => choose(null)}
    >
      {screenPicker.length === 0 && <p class="soft">{text.share.nothing}</p>}
      {KINDS.map(({ kind, title }) => (
        <Sources
          key={kind}
          title={title}
          sources={screenPicker.filter((source) => source.kind === kind)}
          onChoose={choose}
        />
      ))}
      <div class="actions dialog-actions">
        <button type="button" class="button" data-testid="screen-cancel" onClick={() => choose(null)}>
          {text.share.cancel}
        </button>
      </div>
    </Dialog>
  );
}

interface SourcesProps {
  readonly title: string;
  readonly sources: readonly ScreenSource[];
  readonly onChoose: (sourceId: string) => void;
}

function Sources({ title, sources, onChoose }: SourcesProps) {
  if (sources.length === 0) return null;
  return (
    <section class="stack-s" aria-label={title}>
      <h3 class="section-title">{title}</h3>
      <ul class="screen-sources">
        {sources.map(({ id, name, kind, thumbnail }) => (
          <li key={id}>
            <button
              type="button"
              class="screen-source"
              title={name}
              data-testid="screen-source"
              data-kind={kind}
              onClick={() => onChoose(id)}
            >
              <span class="screen-thumbnail">
                {thumbnail ? (
                  <img src={thumbnail} alt="" />
                ) : (
                  <Icon node={kind === 'screen' ? Monitor : AppWindow} class="icon-large" />
                )}
              </span>
              <span class="screen-source-name">{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
