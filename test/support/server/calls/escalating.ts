import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { SessionId } from '../../../../protocol/ids.ts';
import type { RequestData } from '../../../../protocol/signaling/requests.ts';
import type { Address } from '../../../../protocol/text/addresses.ts';
import { anInvitation } from '../requests.ts';
import type { TestClient } from '../test-client.ts';

type Sent = RequestData<'invitation.send'>;

/** A signed-in client and its address. */
export interface Callee {
  client: TestClient;
  address: string;
}

/** Invites the callee, who accepts. */
async function begin(from: TestClient, { client, address }: Callee, change: Partial<Sent>): Promise<Sent> {
  const sent = { ...anInvitation(address), ...change };
  await from.request('invitation.send', sent);
  await client.notice('invitation-received', ({ invitation }) => invitation.id === sent.invitationId);
  await client.request('invitation.accept', { invitationId: sent.invitationId });
  return sent;
}

/** A call with offer and answer exchanged. */
export async function call(from: TestClient, to: Callee, change: Partial<Sent> = {}): Promise<Sent> {
  const sent = await begin(from, to, change);
  await to.client.request('session.answer', { sessionId: sent.sessionId, answer: 'v=0 answer' });
  return sent;
}

/** Shares a screen within a call. */
export async function share(from: TestClient, to: Callee, { conversationId }: Sent): Promise<SessionId> {
  const { sessionId } = await begin(from, to, { conversationId, sessionType: 'application-sharing' });
  return sessionId;
}

/** An invitation to the conference that continues a call. */
export function toConference({ id, conversationId }: ConferenceInfo, to: string): Sent {
  const { offer: _, ...rest } = anInvitation(to);
  return { ...rest, to: to as Address, conversationId, conferenceId: id, sessionType: 'conference' };
}
