import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Conference } from './conference.ts';

/*
 * Actions of every participant for themselves (SPEC CONF-3, CONF-11). All throw ParleyError CONFERENCE_NOT_JOINED, and
 * CONFERENCE_FORBIDDEN in the waiting room.
 */

/** Sets the name of the shared screen. Whether a source is on the server observes by itself (SPEC CONF-3). */
export function setMedia(
  conference: Conference,
  from: Endpoint,
  data: RequestData<'conference.media'>,
): void {
  const member = conference.memberWith(from, 'conference.media');
  member.nameScreen(data.media.screenName);
  conference.mediaChanged(member);
}

/** Raises or lowers the requester's hand. Raising a raised hand does not change its time. */
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

/** Sends a reaction to everyone. */
export function react(
  conference: Conference,
  from: Endpoint,
  { conferenceId, reaction }: RequestData<'conference.react'>,
): void {
  const { id: participantId } = conference.memberWith(from, 'conference.react');
  conference.tell('reaction-received', { conferenceId, participantId, reaction });
}

/**
 * Sends a chat message to everyone; a repeated one is not sent again.
 * @throws ParleyError the same as {@link Chat.write}
 */
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

/** Reads the chat, including messages from before the requester joined. */
export function readChat(
  conference: Conference,
  from: Endpoint,
  { beforeSequence }: RequestData<'conference.read-chat'>,
): RequestReply<'conference.read-chat'> {
  conference.memberWith(from, 'conference.read-chat');
  return conference.chat.read(beforeSequence);
}
