import { otherServerOf, parseConferenceLink } from '../../../../protocol/text/links.ts';
import { isCall, isLive } from '../../../state/sessions.ts';
import { useConversations } from '../../conversation/conversations-context.ts';
import { useAppState } from '../../store-context.ts';

/** Why the user cannot join a conference now: it is on another server, or the user is in a call or conference. */
export type JoinObstacle =
  | { readonly kind: 'other-server'; readonly url: string }
  | { readonly kind: 'call' }
  | { readonly kind: 'stay' };

/** The conference link that the user wants to follow. */
export interface WantedLink {
  readonly link: string | null;
  readonly obstacle: JoinObstacle | null;
  /** Whether the system passed the link to Parley. Such a link waits until the call or stay has ended. */
  readonly isOffered: boolean;
}

export function useWantedLink(): WantedLink {
  const { offeredLink, registration, sessions, stay } = useAppState();
  const typed = useConversations().navigation.linkToJoin.value;
  const link = typed ?? offeredLink ?? null;
  const isOffered = typed === null;
  if (link === null) return { link, obstacle: null, isOffered: false };
  const url = otherServerOfLink(link, registration.serverUrls ?? []);
  if (url !== null) return { link, obstacle: { kind: 'other-server', url }, isOffered };
  const kind =
    stay && stay.state !== 'exited'
      ? 'stay'
      : sessions.some((each) => isCall(each) && isLive(each)) && 'call';
  return { link, obstacle: kind && !isOffered ? { kind } : null, isOffered };
}

/** The server of a link if it is another server; null also for text that is not a link. */
function otherServerOfLink(link: string, own: readonly string[]): string | null {
  try {
    return otherServerOf(parseConferenceLink(link), own);
  } catch {
    return null;
  }
}
