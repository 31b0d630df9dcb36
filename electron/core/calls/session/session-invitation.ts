import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { SessionRecord } from './session-record.ts';

/** The invitation to a session of ours. */
export function requestOf({ view, referId }: SessionRecord, offer: string): RequestData<'invitation.send'> {
  const { id: sessionId, invitationId, conversationId, sessionType, subject } = view;
  return {
    invitationId,
    sessionId,
    conversationId,
    sessionType,
    to: view.peer.address,
    media: view.requested,
    mayCross: true,
    offer,
    subject,
    referId,
  };
}
