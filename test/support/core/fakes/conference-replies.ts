import type { ChatMessage } from '../../../../protocol/conferences/chat.ts';
import type { ConferenceInfo, Participant } from '../../../../protocol/conferences/conference.ts';
import type { JoinedReply, RequestReply } from '../../../../protocol/signaling/requests.ts';
import { PAGE_FINGERPRINT } from './canned-media.ts';
import { BOB } from './fake-signaling.ts';

/** Nothing is sent. */
export const OFF = { microphone: 'off', camera: 'off', screen: 'off' } as const;

/** Alice's own place in every conference here. */
export const OWN_ID = 'participant-1';

/** A participant with the most common role. */
export function participant(id: string, name: string, change: object = {}): Participant {
  return {
    id,
    address: `${name.toLowerCase()}@parley.localhost`,
    displayName: name,
    endpointId: `endpoint-${id}`,
    role: 'presenter',
    status: 'connected',
    media: OFF,
    joined: 'dialed-in',
    joinedAtMs: 1,
    ...change,
  } as Participant;
}

/** What those know of a conference who are in. */
export function conferenceInfo(id: string, change: object = {}): ConferenceInfo {
  return {
    id,
    conversationId: 'conversation-9',
    title: 'Standup',
    link: 'parley://join/x',
    locked: false,
    waitingRoom: false,
    removed: [],
    ...change,
  } as unknown as ConferenceInfo;
}

const transport = (id: string) => ({
  id,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [PAGE_FINGERPRINT] },
});

/** Alice is in. */
export function joinedReply(conferenceId: string, change: object = {}): JoinedReply {
  return {
    admission: 'joined',
    conference: conferenceInfo(conferenceId),
    participantId: OWN_ID,
    participants: [participant(OWN_ID, 'Alice')],
    speakers: { speaking: [], dominant: null },
    consumers: [],
    sendTransport: transport('transport-send'),
    receiveTransport: transport('transport-receive'),
    ...change,
  } as unknown as JoinedReply;
}

/** Alice has to wait. */
export function waitingReply(id: string): RequestReply<'conference.join'> {
  return {
    admission: 'waiting',
    conference: { id, conversationId: 'conversation-9', title: 'Standup', link: 'parley://join/x' },
    participantId: OWN_ID,
  } as unknown as RequestReply<'conference.join'>;
}

/** Bob's message, in its place. */
export function chatMessage(sequence: number, change: object = {}): ChatMessage {
  return {
    id: `message-${sequence}`,
    participantId: 'participant-2',
    from: BOB,
    text: `message ${sequence}`,
    sequence,
    sentAtMs: 1_800_000_000_000 + sequence,
    ...change,
  } as ChatMessage;
}
