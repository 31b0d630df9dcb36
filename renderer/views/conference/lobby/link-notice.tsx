import { Check, Copy } from 'lucide';
import { useState } from 'preact/hooks';
import { serverName } from '../../../../protocol/text/server-url.ts';
import { text } from '../../../i18n/en.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { useAppState, useStore } from '../../store-context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type JoinObstacle, useWantedLink } from './wanted-link.ts';

const words = text.home;

/** Why the user cannot join with this link from here. No device is opened. */
export function LinkNotice() {
  const { ask } = useStore();
  const { linkToJoin } = useConversations().navigation;
  const { link, obstacle, isOffered } = useWantedLink();
  if (link === null || obstacle === null) return null;
  const close = () => {
    linkToJoin.value = null;
    if (isOffered) void ask('dismiss-link', {});
  };
  return (
    <Dialog title={titleOf(obstacle)} closeLabel={words.closeLink} testId="link-notice" onClose={close}>
      <div class="stack-s">
        <Lead obstacle={obstacle} />
      </div>
      <div class="actions dialog-actions">
        <CopyButton link={link} />
        <button type="button" class="button button-primary" data-testid="link-notice-close" onClick={close}>
          {words.closeLink}
        </button>
      </div>
    </Dialog>
  );
}

function titleOf(obstacle: JoinObstacle): string {
  return obstacle.kind === 'other-server'
    ? words.otherServer.title(serverName(obstacle.url))
    : words.joinLater.title;
}

function Lead({ obstacle }: { obstacle: JoinObstacle }) {
  const [own = ''] = useAppState().registration.serverUrls ?? [];
  if (obstacle.kind !== 'other-server') return <p>{words.joinLater[obstacle.kind]}</p>;
  return (
    <>
      <p>{words.otherServer.lead(serverName(own))}</p>
      <p>
        <code class="command">{words.otherServer.start(obstacle.url)}</code>
      </p>
    </>
  );
}

function CopyButton({ link }: { link: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <button
      type="button"
      class="button"
      data-testid="link-notice-copy"
      // If the clipboard is refused, the button must not say "Copied".
      onClick={() => void copy().catch(() => setCopied(false))}
    >
      <Icon node={isCopied ? Check : Copy} />
      <span role="status">{isCopied ? words.linkCopied : words.copyLink}</span>
    </button>
  );
}
