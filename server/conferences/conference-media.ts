import { ParleyError } from '../../protocol/errors.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import { kindOf, type Source } from '../../protocol/media.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Conference } from './conference.ts';
import { offerTo } from './fan-out.ts';
import { type Member, notJoined } from './member.ts';
import type { Sent } from './sent-sources.ts';

/**
 * Creates a producer for a source of a participant, and offers it to the others.
 * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, PROTOCOL_MALFORMED, SESSION_WRONG_STATE if this source
 *   is sent already, MEDIA_OBJECT_UNKNOWN, also if an organizer has stopped it in the meantime, MEDIA_NOT_NEGOTIABLE
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
  const producerId = await sender.sfu.produce(data).catch((thrown: unknown) => {
    sender.sent.free(source, sent);
    throw thrown;
  });
  await begin(sender, { source, sent, producerId });
  conference.mediaChanged(sender);
  // The sender's reply does not wait for the receivers. A receiver that leaves in the meantime needs nothing.
  const receivers = conference.roster.joined.filter((member) => member !== sender);
  offerTo(receivers, { sender, source, producerId }, conference.info.id).catch(() => {});
  return { producerId };
}

/** Applies what an organizer did while the producer was being created. */
async function begin(
  sender: Member,
  { source, sent, producerId }: { source: Source; sent: Sent; producerId: ProducerId },
): Promise<void> {
  if (!sender.inside) throw notJoined();
  if (sender.sent.at(source) !== sent) {
    sender.sfu.closeProducer(producerId);
    throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'it was stopped in the meantime');
  }
  sent.producerId = producerId;
  if (sent.paused) await sender.sfu.setProducerPaused(producerId, true);
}

/** Checked here, because the SFU accepts codecs of the wrong kind. */
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
  const sent = member.sent.by(producerId);
  const before = sent?.paused;
  // Stored immediately: when two requests overlap, the SFU executes them in this order.
  if (sent) sent.paused = paused;
  try {
    await member.sfu.setProducerPaused(producerId, paused);
  } catch (thrown) {
    if (sent && before !== undefined && sent.paused === paused) sent.paused = before;
    throw thrown;
  }
  conference.mediaChanged(member);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN */
export function closeProducer(
  conference: Conference,
  endpoint: Endpoint,
  { producerId }: RequestData<'media.close-producer'>,
): void {
  const member = conference.memberWith(endpoint, 'media.close-producer');
  const source = member.sent.sourceOf(producerId);
  if (source === undefined) member.sfu.closeProducer(producerId);
  else closeSent(conference, member, source);
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN */
export function closeSource(
  conference: Conference,
  endpoint: Endpoint,
  { source }: RequestData<'media.close-source'>,
): void {
  closeSent(conference, conference.memberWith(endpoint, 'media.close-source'), source);
}

/** Stops a source of a member, even while its producer is being created. All rosters show it. */
export function closeSent(conference: Conference, member: Member, source: Source): void {
  const sent = member.sent.at(source);
  member.sent.free(source);
  if (sent?.producerId !== undefined) closeIfThere(member, sent.producerId);
  conference.mediaChanged(member);
}

/** Closes a producer, unless it has already ended. */
function closeIfThere({ sfu }: Member, producerId: ProducerId): void {
  try {
    sfu.closeProducer(producerId);
  } catch (thrown) {
    if (ParleyError.from(thrown, 'SERVER_INTERNAL').code !== 'MEDIA_OBJECT_UNKNOWN') throw thrown;
  }
}

/** @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN */
export async function resumeConsumer(
  conference: Conference,
  endpoint: Endpoint,
  { consumerId }: RequestData<'media.resume-consumer'>,
): Promise<void> {
  await conference.memberWith(endpoint, 'media.resume-consumer').sfu.resumeConsumer(consumerId);
}

/**
 * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, MEDIA_OBJECT_UNKNOWN after it has changed the
 *   consumers that exist
 */
export async function want(
  conference: Conference,
  endpoint: Endpoint,
  { wants }: RequestData<'media.want'>,
): Promise<void> {
  await conference.memberWith(endpoint, 'media.want').sfu.want(wants);
}
