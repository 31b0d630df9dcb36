import type { JoinedReply, RequestData } from '../../../../protocol/signaling/requests.ts';
import { everythingOff, PAGE_DTLS } from '../requests.ts';
import type { TestClient } from '../test-client.ts';

type Join = RequestData<'conference.join'>;

/** A join with everything off, from a page that can receive nothing. */
export function aJoin(conferenceId: Join['conferenceId'], change: Partial<Join> = {}): Join {
  return {
    conferenceId,
    rtpCapabilities: { codecs: [] },
    dtlsParameters: PAGE_DTLS,
    media: everythingOff,
    ...change,
  };
}

/** Joins a conference without a waiting room. @throws ParleyError the server's refusal */
export async function enter(client: TestClient, join: Join): Promise<JoinedReply> {
  const reply = await client.request('conference.join', join);
  if (reply.admission === 'waiting') throw new Error('has to wait');
  return reply;
}
