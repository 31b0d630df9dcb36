import * as z from 'zod';
import { ParleyError, WireError } from '../errors.ts';
import { ParticipantId } from '../ids.ts';
import { MAX_TEXT_BYTES } from '../messages.ts';
import { NOTICES, type Notice, type NoticeName } from './notices.ts';
import { REQUESTS, type RequestData, type RequestName, type RequestReply } from './requests.ts';

/** The Socket.IO events of the signaling: one in each direction. A request is acknowledged with its {@link Reply}. */
export const REQUEST_EVENT = 'request';
export const NOTICE_EVENT = 'notice';

/**
 * Longest request, in bytes of JSON (SPEC RES-6). A longer one is refused with PROTOCOL_TOO_LARGE. The text of an
 * instant message is counted separately, with the same limit (`MAX_TEXT_BYTES`).
 */
export const MAX_MESSAGE_BYTES = 64 * 1024;
/**
 * Longest frame that a server reads, in bytes. It closes the connection of a client that sends a longer one. JSON needs at
 * most six bytes for a byte of text, as in `\u0001`.
 */
export const MAX_FRAME_BYTES = MAX_MESSAGE_BYTES + 6 * MAX_TEXT_BYTES;

/** The acknowledgement of a request. */
export const Reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);
export type Reply = z.infer<typeof Reply>;

const RequestFrame = z.object({ name: z.string().max(64), data: z.unknown() });
const NoticeFrame = z.object({
  name: z.string().max(64),
  data: z.unknown(),
  stayId: ParticipantId.optional(),
});

/** A request of any name, as one discriminated union. */
export type Request = { [Name in RequestName]: { name: Name; data: RequestData<Name> } }[RequestName];

/** The first fault of a message, without the message's contents. */
function fault(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'malformed' : `${issue.path.join('.') || 'message'}: ${issue.code}`;
}

/**
 * Parses a request.
 * @throws ParleyError PROTOCOL_MALFORMED, PROTOCOL_UNKNOWN_REQUEST
 */
export function parseRequest(frame: unknown): Request {
  const outer = RequestFrame.safeParse(frame);
  if (!outer.success) throw new ParleyError('PROTOCOL_MALFORMED', `request: ${fault(outer.error)}`);
  const { name } = outer.data;
  if (!Object.hasOwn(REQUESTS, name)) throw new ParleyError('PROTOCOL_UNKNOWN_REQUEST', 'no such request');
  const data = REQUESTS[name as RequestName].data.safeParse(outer.data.data);
  if (!data.success) {
    throw new ParleyError('PROTOCOL_MALFORMED', `${name}: ${fault(data.error)}`, {
      context: { request: name },
    });
  }
  return { name, data: data.data } as Request;
}

/**
 * Parses a notice.
 * @throws ParleyError PROTOCOL_MALFORMED
 */
export function parseNotice(frame: unknown): Notice {
  const outer = NoticeFrame.safeParse(frame);
  if (!outer.success) throw new ParleyError('PROTOCOL_MALFORMED', `notice: ${fault(outer.error)}`);
  const { name, stayId } = outer.data;
  if (!Object.hasOwn(NOTICES, name)) throw new ParleyError('PROTOCOL_MALFORMED', 'no such notice');
  const data = NOTICES[name as NoticeName].safeParse(outer.data.data);
  if (!data.success) throw new ParleyError('PROTOCOL_MALFORMED', `${name}: ${fault(data.error)}`);
  return { name, data: data.data, stayId } as Notice;
}

/**
 * Parses the acknowledgement of a request.
 * @throws ParleyError the server's own error, or PROTOCOL_MALFORMED
 */
export function parseReply<Name extends RequestName>(name: Name, frame: unknown): RequestReply<Name> {
  const outer = Reply.safeParse(frame);
  if (!outer.success) throw new ParleyError('PROTOCOL_MALFORMED', `reply to ${name}: ${fault(outer.error)}`);
  if (!outer.data.ok) throw ParleyError.fromWire(outer.data.error);
  const value = REQUESTS[name].reply.safeParse(outer.data.value);
  if (!value.success) throw new ParleyError('PROTOCOL_MALFORMED', `reply to ${name}: ${fault(value.error)}`);
  return value.data as RequestReply<Name>;
}
