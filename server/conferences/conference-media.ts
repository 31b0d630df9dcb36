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
  conference.mediaChanged(sender);
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
  const sent = member.sent.by(producerId);
  const before = sent?.paused;
  // Noted at once: of two requests that cross here, the SFU does the later one last.
  if (sent) sent.paused = paused;
  try {
    await member.seat.setProducerPaused(producerId, paused);
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
  if (source === undefined) member.seat.closeProducer(producerId);
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

/** Ends what a member sends of a source, also while it begins. All rosters show it. */
export function closeSent(conference: Conference, member: Member, source: Source): void {
  const sent = member.sent.at(source);
  member.sent.free(source);
  if (sent?.producerId !== undefined) closeIfThere(member, sent.producerId);
  conference.mediaChanged(member);
}

/** One that has ended by itself needs nothing. */
function closeIfThere({ seat }: Member, producerId: ProducerId): void {
  try {
    seat.closeProducer(producerId);
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
