import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import { callEndingWords, invitationEndingWords, shareEndingWords, text } from '../../i18n/en.ts';
import { targetName } from '../../state/transfers.ts';

/** What the text of an ending needs from a session or from an entry of the history. */
type Past = Pick<SessionView, 'sessionType' | 'peer' | 'direction' | 'transfer'> & {
  readonly ending: NonNullable<SessionView['ending']>;
};

const WORDS = {
  'audio-video': callEndingWords,
  'instant-messaging': callEndingWords,
  'application-sharing': shareEndingWords,
  conference: invitationEndingWords,
} as const satisfies Record<SessionView['sessionType'], typeof callEndingWords>;

/** How a call, a shared screen or an invitation to a conference ended, in one sentence (SPEC INV-6, INV-12). */
export function pastCallWords({ sessionType, ending, peer, direction, transfer }: Past): string {
  if (ending.reason === 'transferred' && ending.by === 'them' && transfer) {
    return text.ended.transferred(peer.displayName, targetName(transfer.to));
  }
  return WORDS[sessionType](ending, peer.displayName, direction);
}
