import type { ConferenceInvitationView } from '../../../../protocol/rpc/session-view.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { SessionFacts } from './session-facts.ts';

/** What an invitation says besides its view: the offer of a session, or the conference to which it invites. */
type Added = Pick<RequestData<'invitation.send'>, 'offer' | 'referId' | 'conferenceId'>;

/** Our invitation to a session or to a conference. */
export function requestOf(
  view: SessionFacts | ConferenceInvitationView,
  added: Added,
): RequestData<'invitation.send'> {
  const { id: sessionId, invitationId, conversationId, sessionType, subject, peer, requested } = view;
  return {
    invitationId,
    sessionId,
    conversationId,
    sessionType,
    to: peer.address,
    media: requested,
    mayCross: true,
    subject,
    ...added,
  };
}
