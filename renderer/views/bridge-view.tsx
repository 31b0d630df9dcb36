import { errorWords, text } from '../i18n/en.ts';
import { Brand } from './brand.tsx';
import { useStore } from './store-context.ts';

/** What is shown while main cannot be reached. */
export function BridgeView() {
  const status = useStore().bridge.value;
  const error = status.name === 'refused' ? status.error : null;
  const title =
    status.name === 'connecting'
      ? text.bridge.connectingTitle
      : error
        ? text.bridge.refusedTitle
        : text.bridge.lostTitle;
  return (
    <main class="centred">
      <div class="card bridge" role="status" data-testid="bridge-view" data-code={error?.code}>
        <Brand />
        <h1>{title}</h1>
        {status.name === 'lost' && <p class="soft">{text.bridge.lostLead}</p>}
        {error && <p class="soft">{errorWords(error)}</p>}
        {status.name !== 'connecting' && (
          <button type="button" class="button" onClick={() => location.reload()}>
            {text.bridge.reload}
          </button>
        )}
      </div>
    </main>
  );
}
