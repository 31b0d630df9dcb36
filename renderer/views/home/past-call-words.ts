import type { Ending } from '../../../protocol/endings.ts';
import type { SessionView, TransferView } from '../../../protocol/rpc/session-view.ts';
import type { Identity, SessionType } from '../../../protocol/signaling/shapes.ts';
import { callEndingWords, invitationEndingWords, shareEndingWords, text } from '../../i18n/en.ts';
import { targetName } from '../../state/transfers.ts';

/** What the text of an ending needs from a session or from an entry of the history. */
interface Past {
  readonly sessionType: SessionType;
  readonly peer: Identity;
  readonly direction: SessionView['direction'];
  readonly ending: Ending;
  readonly transfer?: TransferView;
}

const WORDS = {
  'audio-video': callEndingWords,
  'instant-messaging': callEndingWords,
  'application-sharing': shareEndingWords,
  conference: invitationEndingWords,
} as const satisfies Record<SessionType, typeof callEndingWords>;

/** How a call, a shared screen or an invitation to a conference ended, in one sentence (SPEC INV-6, INV-12). */
export function pastCallWords({ sessionType, ending, peer, direction, transfer }: Past): string {
  if (ending.reason === 'transferred' && ending.by === 'them' && transfer) {
    return text.ended.transferred(peer.displayName, targetName(transfer.to));
  }
  return WORDS[sessionType](ending, peer.displayName, direction);
}
