import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import { type ConferenceId, InvitationId, SessionId } from '../../../../protocol/ids.ts';
import type { Identity, Invitation } from '../../../../protocol/signaling/shapes.ts';
import type { Ids } from '../../ports.ts';
import type { NewConferenceInvitation } from './conference-invitation-record.ts';

/** The view of our invitation of a person to a conference that we are in. */
export function sentInvitation(
  to: Identity,
  { id: conferenceId, conversationId, title }: ConferenceInfo,
  ids: Ids,
): NewConferenceInvitation {
  return {
    id: SessionId.parse(ids.next()),
    invitationId: InvitationId.parse(ids.next()),
    conversationId,
    conferenceId,
    sessionType: 'conference',
    direction: 'outgoing',
    peer: to,
    requested: { microphone: true, camera: true },
    subject: title === '' ? undefined : title,
    state: 'establishing',
    progress: 'inviting',
  };
}

/** The view of an invitation to a conference that has arrived. */
export function arrivedInvitation(
  invitation: Invitation,
  conferenceId: ConferenceId,
): NewConferenceInvitation {
  const { id, sessionId, conversationId, from, media, subject, expiresAtMs } = invitation;
  return {
    id: sessionId,
    invitationId: id,
    conversationId,
    conferenceId,
    sessionType: 'conference',
    direction: 'incoming',
    peer: from,
    requested: media,
    subject,
    state: 'incoming',
    expiresAtMs,
  };
}
