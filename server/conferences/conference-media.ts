import { ParleyError } from '../../protocol/errors.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import { kindOf, type Source } from '../../protocol/media.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Conference } from './conference.ts';
import { offerTo } from './fan-out.ts';
import { type Member, notJoined } from './member.ts';
import type { Sent } from './sent-sources.ts';

/**
 * Takes up what a participant sends, and offers it to the others.
 * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, PROTOCOL_MALFORMED, SESSION_WRONG_STATE when this
 *   source is sent already, MEDIA_OBJECT_UNKNOWN, also when an organizer stopped it meanwhile, MEDIA_NOT_NEGOTIABLE
 */
export async function produce(
  conference: Conference,
  endpoint: Endpoint,
  data: RequestData<'media.produce'>,
): Promise<RequestReply<'media.produce'>> {
  const { source } = data;
  const sender = conference.memberWith(endpoint, source === 'screen' ? 'share-screen' : 'media.produce');
  checkKind(data);
  const sent = sender.sent.reserve(source, data.paused);
  const producerId = await sender.seat.produce(data).catch((thrown: unknown) => {
    sender.sent.free(source, sent);
    throw thrown;
  });
  await begin(sender, { source, sent, producerId });
  // The sender does not wait for the others; a receiver that goes away meanwhile needs nothing.
  const receivers = conference.roster.joined.filter((member) => member !== sender);
  offerTo(receivers, { sender, source, producerId }, conference.info.id).catch(() => {});
  return { producerId };
}

/** What an organizer did while it was being made holds. */
async function begin(
  sender: Member,
  { source, sent, producerId }: { source: Source; sent: Sent; producerId: ProducerId },
): Promise<void> {
  if (!sender.inside) throw notJoined();
  if (sender.sent.at(source) !== sent) {
    sender.seat.closeProducer(producerId);
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'stopped meanwhile');
  }
  sent.producerId = producerId;
  if (sent.paused) await sender.seat.setProducerPaused(producerId, true);
}

/** The SFU itself would take the codecs of one kind for the other. */
function checkKind({ source, kind, rtpParameters }: RequestData<'media.produce'>): void {
  if (kindOf(source) !== kind) throw new ParleyError('PROTOCOL_MALFORMED', `${source} is not ${kind}`);
  if (rtpParameters.codecs.every(({ mimeType }) => mimeType.startsWith(`${kind}/`))) return;
  throw new ParleyError('MEDIA_NOT_NEGOTIABLE', `a codec does not fit ${kind}`);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN */
export async function setProducerPaused(
  conference: Conference,
  endpoint: Endpoint,
  { producerId, paused }: RequestData<'media.set-producer-paused'>,
): Promise<void> {
  const member = conference.memberWith(endpoint, 'media.set-producer-paused');
  member.sent.setPaused(producerId, paused);
  await member.seat.setProducerPaused(producerId, paused);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN */
export function closeProducer(
  conference: Conference,
  endpoint: Endpoint,
  { producerId }: RequestData<'media.close-producer'>,
): void {
  const member = conference.memberWith(endpoint, 'media.close-producer');
  const source = member.sent.sourceOf(producerId);
  if (source !== undefined) member.sent.free(source);
  member.seat.closeProducer(producerId);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN */
export async function resumeConsumer(
  conference: Conference,
  endpoint: Endpoint,
  { consumerId }: RequestData<'media.resume-consumer'>,
): Promise<void> {
  await conference.memberWith(endpoint, 'media.resume-consumer').seat.resumeConsumer(consumerId);
}

/**
 * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN; the consumers that are there
 *   are as wanted then
 */
export async function want(
  conference: Conference,
  endpoint: Endpoint,
  { wants }: RequestData<'media.want'>,
): Promise<void> {
  await conference.memberWith(endpoint, 'media.want').seat.want(wants);
}
