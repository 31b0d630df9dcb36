import { ParleyError } from '../../protocol/errors.ts';
import { kindOf } from '../../protocol/media.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Conference } from './conference.ts';
import { offerTo } from './fan-out.ts';
import { notJoined } from './member.ts';

/**
 * Takes up what a participant sends, and offers it to the others.
 * @throws ParleyError CONFERENCE_NOT_JOINED, PROTOCOL_MALFORMED, SESSION_WRONG_STATE when this source is sent
 *   already, MEDIA_OBJECT_UNKNOWN, MEDIA_NOT_NEGOTIABLE
 */
export async function produce(
  conference: Conference,
  endpoint: Endpoint,
  data: RequestData<'media.produce'>,
): Promise<RequestReply<'media.produce'>> {
  const sender = conference.memberOf(endpoint);
  const { source } = data;
  checkKind(data);
  sender.reserve(source);
  const producerId = await sender.seat.produce(data).catch((thrown: unknown) => {
    sender.freeSource(source);
    throw thrown;
  });
  if (sender.state !== 'joined') throw notJoined();
  sender.produces(source, producerId);
  // The sender does not wait for the others; a receiver that goes away meanwhile needs nothing.
  const receivers = conference.joined.filter((member) => member !== sender);
  offerTo(receivers, { sender, source, producerId }, conference.info.id).catch(() => {});
  return { producerId };
}

/** The SFU itself would take the codecs of one kind for the other. */
function checkKind({ source, kind, rtpParameters }: RequestData<'media.produce'>): void {
  if (kindOf(source) !== kind) throw new ParleyError('PROTOCOL_MALFORMED', `${source} is not ${kind}`);
  if (rtpParameters.codecs.every(({ mimeType }) => mimeType.startsWith(`${kind}/`))) return;
  throw new ParleyError('MEDIA_NOT_NEGOTIABLE', `a codec does not fit ${kind}`);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, MEDIA_OBJECT_UNKNOWN */
export function closeProducer(
  conference: Conference,
  endpoint: Endpoint,
  { producerId }: RequestData<'media.close-producer'>,
): void {
  const member = conference.memberOf(endpoint);
  member.seat.closeProducer(producerId);
  const source = member.sourceOf(producerId);
  if (source !== undefined) member.freeSource(source);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, MEDIA_OBJECT_UNKNOWN; the consumers that are there are as wanted then */
export function want(
  conference: Conference,
  endpoint: Endpoint,
  { wants }: RequestData<'media.want'>,
): Promise<void> {
  return conference.memberOf(endpoint).seat.want(wants);
}
