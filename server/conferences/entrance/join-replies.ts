import type { ConferenceInfo, Speakers } from '../../../protocol/conferences/conference.ts';
import type { ConsumerParameters } from '../../../protocol/media.ts';
import type { JoinedReply, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Member } from '../member.ts';
import type { Roster } from '../roster.ts';

/** What somebody reads who has to wait: which conference it is, and nothing of what is in it. */
export function waitingReply(
  info: ConferenceInfo,
  { id: participantId }: Member,
): RequestReply<'conference.join'> {
  const { id, conversationId, title, link } = info;
  return { admission: 'waiting', conference: { id, conversationId, title, link }, participantId };
}

/** What there is of a conference at the moment at which somebody comes in. */
export interface Scene {
  info: ConferenceInfo;
  roster: Roster;
  speakers: Speakers;
}

/** All that they need. @param consumers one for all that is sent */
export function joinedReply(
  { info, roster, speakers }: Scene,
  member: Member,
  consumers: ConsumerParameters[],
): JoinedReply {
  const { sendTransport, receiveTransport } = member.seat;
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
