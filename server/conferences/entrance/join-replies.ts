import type { ConferenceInfo, Speakers } from '../../../protocol/conferences/conference.ts';
import type { ConsumerParameters } from '../../../protocol/media.ts';
import type { JoinedReply, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Member } from '../member.ts';
import type { Roster } from '../roster.ts';

/** The reply for an endpoint that has to wait: it names the conference and tells nothing about its participants. */
export function waitingReply(
  info: ConferenceInfo,
  { id: participantId }: Member,
): RequestReply<'conference.join'> {
  const { id, conversationId, title, link } = info;
  return { admission: 'waiting', conference: { id, conversationId, title, link }, participantId };
}

/** A conference at the time of a join. */
export interface ConferenceSnapshot {
  info: ConferenceInfo;
  roster: Roster;
  speakers: Speakers;
}

/** The reply for an endpoint that has joined. @param consumers one for each producer of the others */
export function joinedReply(
  { info, roster, speakers }: ConferenceSnapshot,
  member: Member,
  consumers: ConsumerParameters[],
): JoinedReply {
  const { sendTransport, receiveTransport } = member.sfu;
  return {
    admission: 'joined',
    conference: info,
    participantId: member.id,
    participants: roster.listed.map(({ participant }) => participant),
    speakers,
    sendTransport,
    receiveTransport,
    consumers,
  };
}
