import type { BridgeStatus } from '../bridge/bridge.ts';
import { errorWords, text } from '../i18n/en.ts';
import { useStore } from './store-context.ts';
import { Brand } from './ui/brand.tsx';

/** Shown while the page is not attached to main: main is not running, or it uses another page. */
export function BridgeView() {
  const status = useStore().bridge.value;
  const { title, lead } = wordsOf(status);
  const code = status.name === 'refused' ? status.error.code : undefined;
  return (
    <main class="centred">
      <div
        class="card bridge"
        role="status"
        data-testid="bridge-view"
        data-status={status.name}
        data-code={code}
      >
        <Brand />
        <h1>{title}</h1>
        {lead && <p class="soft">{lead}</p>}
        <Remedy status={status} />
      </div>
    </main>
  );
}

function wordsOf(status: BridgeStatus): { title: string; lead?: string } {
  switch (status.name) {
    case 'refused':
      return { title: text.bridge.refusedTitle, lead: errorWords(status.error) };
    case 'replaced':
      return { title: text.bridge.replacedTitle, lead: text.bridge.replacedLead };
    case 'lost':
      return { title: text.bridge.lostTitle, lead: text.bridge.lostLead };
    default:
      return { title: text.bridge.connectingTitle };
  }
}

function Remedy({ status }: { status: BridgeStatus }) {
  if (status.name === 'connecting') return null;
  const replaced = status.name === 'replaced';
  return (
    <button
      type="button"
      class="button"
      data-testid={replaced ? 'use-here' : 'reload'}
      onClick={replaced ? status.takeBack : () => location.reload()}
    >
      {replaced ? text.bridge.useHere : text.bridge.reload}
    </button>
  );
}
