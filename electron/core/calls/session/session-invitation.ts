import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { SessionRecord } from './session-record.ts';

/** The invitation to a session of ours. @param offer none for one to a conference */
export function requestOf(
  { view, referId }: SessionRecord,
  offer: string | undefined,
): RequestData<'invitation.send'> {
  const { id: sessionId, invitationId, conversationId, sessionType, subject, conferenceId } = view;
  return {
    invitationId,
    sessionId,
    conversationId,
    sessionType,
    to: view.peer.address,
    media: view.requested,
    mayCross: true,
    ...(subject === undefined ? {} : { subject }),
    ...(offer === undefined ? {} : { offer }),
    ...(conferenceId === undefined ? {} : { conferenceId }),
    ...(referId === undefined ? {} : { referId }),
  };
}
