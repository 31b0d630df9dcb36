import type { ConferenceInfo } from '../../../../protocol/conferences/conference.ts';
import type { ConferenceId, ConversationId, ParticipantId, ProducerId } from '../../../../protocol/ids.ts';
import { kindOf, type Source } from '../../../../protocol/media.ts';
import type { Notice } from '../../../../protocol/signaling/notices.ts';
import type { JoinedReply, RequestData } from '../../../../protocol/signaling/requests.ts';
import { opusParameters, vp8Parameters } from '../fake-media.ts';
import { anId } from '../requests.ts';
import type { TestClient } from '../test-client.ts';
import { aJoin, enter } from './entering.ts';

/** A client that is in a conference. */
export interface Stay {
  client: TestClient;
  id: ParticipantId;
  joined: JoinedReply;
}

/** A conference in a conversation of its own. */
export function createConference(
  client: TestClient,
  change: Partial<RequestData<'conference.create'>> = {},
): Promise<ConferenceInfo> {
  const conversationId = anId() as ConversationId;
  return client.request('conference.create', { conversationId, title: 'Weekly', ...change });
}

/** Joins. @throws ParleyError the server's refusal */
export async function joinConference(
  client: TestClient,
  conferenceId: ConferenceId,
  change: Partial<RequestData<'conference.join'>> = {},
): Promise<Stay> {
  const joined = await enter(client, aJoin(conferenceId, change));
  return { client, id: joined.participantId, joined };
}

/** Joins a conference and has to wait. */
export async function wait(client: TestClient, conferenceId: ConferenceId): Promise<ParticipantId> {
  const reply = await client.request('conference.join', aJoin(conferenceId));
  if (reply.admission === 'joined') throw new Error('does not have to wait');
  return reply.participantId;
}

/** Creates a producer. @throws ParleyError the server's refusal */
export async function produce({ client, joined }: Stay, source: Source): Promise<ProducerId> {
  const kind = kindOf(source);
  const { producerId } = await client.request('media.produce', {
    conferenceId: joined.conference.id,
    transportId: joined.sendTransport.id,
    source,
    kind,
    rtpParameters: kind === 'audio' ? opusParameters : vp8Parameters,
    paused: false,
  });
  return producerId;
}

/** The notices that each client gets while `act` runs. */
export async function noticesDuring(
  clients: readonly TestClient[],
  act: () => Promise<unknown>,
): Promise<Notice[][]> {
  const settled = () => Promise.all(clients.map((client) => client.settled()));
  await settled();
  const before = clients.map(({ notices }) => notices.length);
  await act();
  await settled();
  return clients.map(({ notices }, index) => notices.slice(before[index]));
}
