import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Conference } from './conference.ts';

/*
 * What everyone who is in may do, for themselves (SPEC CONF-3, CONF-11). All throw ParleyError CONFERENCE_NOT_JOINED, and
 * CONFERENCE_FORBIDDEN to those who wait.
 */

/** Names the screen that one shares. What is on or off, the server observes itself (SPEC CONF-3). */
export function setMedia(
  conference: Conference,
  from: Endpoint,
  data: RequestData<'conference.media'>,
): void {
  const member = conference.memberWith(from, 'conference.media');
  member.nameScreen(data.media.screenName);
  conference.mediaChanged(member);
}

/** Raises one's hand, which then keeps its time, or lowers it. */
export function setHand(
  conference: Conference,
  from: Endpoint,
  { raised }: RequestData<'conference.hand'>,
): void {
  const member = conference.memberWith(from, 'conference.hand');
  if (raised === member.handRaised) return;
  member.setHand(raised ? conference.nowMs() : undefined);
  conference.changed(member);
}

/** Shows everyone what one feels. */
export function react(
  conference: Conference,
  from: Endpoint,
  { conferenceId, reaction }: RequestData<'conference.react'>,
): void {
  const { id: participantId } = conference.memberWith(from, 'conference.react');
  conference.tell('reaction-received', { conferenceId, participantId, reaction });
}

/** Writes to everyone; the same message again is told to nobody. @throws ParleyError as {@link Chat.write} */
export function writeChat(
  conference: Conference,
  from: Endpoint,
  data: RequestData<'conference.chat'>,
): RequestReply<'conference.chat'> {
  const author = conference.memberWith(from, 'conference.chat');
  const { message, isNew } = conference.chat.write(author, data);
  if (isNew) conference.tell('chat-received', { conferenceId: data.conferenceId, message });
  return { sequence: message.sequence, sentAtMs: message.sentAtMs };
}

/** What was written, also before one came. */
export function readChat(
  conference: Conference,
  from: Endpoint,
  { beforeSequence }: RequestData<'conference.read-chat'>,
): RequestReply<'conference.read-chat'> {
  conference.memberWith(from, 'conference.read-chat');
  return conference.chat.read(beforeSequence);
}
