import { randomBytes } from 'node:crypto';
import type { ConversationId, InvitationId, MessageId, SessionId } from '../../../protocol/ids.ts';
import type { DtlsParameters } from '../../../protocol/media.ts';
import type { RequestData } from '../../../protocol/signaling/requests.ts';
import type { MediaStatus } from '../../../protocol/signaling/shapes.ts';
import type { Address } from '../../../protocol/text/addresses.ts';

export const anId = () => randomBytes(12).toString('base64url');

export const everythingOff: MediaStatus = { microphone: 'off', camera: 'off', screen: 'off' };

export const candidate = (number: number) => ({
  candidate: `candidate:${number} 1 udp 2122260223 192.0.2.1 ${40_000 + number} typ host`,
  sdpMid: '0',
  sdpMLineIndex: 0,
});

/** The certificate of a page that never starts a DTLS handshake. */
export const PAGE_DTLS: DtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
};

/** A message in a new conversation. */
export function aMessage(to: string, text = 'hello'): RequestData<'message.send'> {
  return {
    messageId: anId() as MessageId,
    conversationId: anId() as ConversationId,
    to: to as Address,
    text,
  };
}

/** An invitation to an audio-video session. */
export function anInvitation(to: string): RequestData<'invitation.send'> {
  return {
    invitationId: anId() as InvitationId,
    sessionId: anId() as SessionId,
    conversationId: anId() as ConversationId,
    to: to as Address,
    sessionType: 'audio-video',
    media: { microphone: true, camera: true },
    offer: 'v=0 offer',
  };
}
