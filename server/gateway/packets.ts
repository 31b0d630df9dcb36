/**
 * What one WebSocket message of a client is, as far as its first bytes tell. Engine.IO 4 and Socket.IO 5 write the kind,
 * the acknowledgement's ID and the name of the event in front of the JSON; nothing here reads the JSON itself.
 *
 * - `heartbeat`: Engine.IO pong
 * - `connect`: Socket.IO CONNECT to the only namespace that there is, with the sign-in
 * - `disconnect`: Socket.IO DISCONNECT, the client signs out
 * - `request`: Socket.IO EVENT with the only name that there is
 * - `refused`: anything else. Binary events and acknowledgements, other namespaces and other events are of this kind.
 */
export type Packet =
  | { kind: 'heartbeat' | 'connect' | 'disconnect' }
  | { kind: 'request'; ackId: string; headerBytes: number }
  | { kind: 'refused'; ackId: string };

/** Longest beginning that is looked at, in bytes: two digits of kind, attachments, an ID of 15 digits, the event. */
export const HEADER_BYTES = 64;

const REQUEST = /^42(\d{0,15})\["request",/;
/** What asks for an acknowledgement although it is refused. */
const ACKNOWLEDGED = /^4(?:2|5\d{1,9}-)(\d{0,15})\[/;

/** @param header the first {@link HEADER_BYTES} of a text message, one character a byte */
export function packetOf(header: string): Packet {
  if (header === '3') return { kind: 'heartbeat' };
  if (header === '41') return { kind: 'disconnect' };
  if (header === '40' || header.startsWith('40{')) return { kind: 'connect' };
  const request = REQUEST.exec(header);
  if (request !== null) return { kind: 'request', ackId: request[1] ?? '', headerBytes: request[0].length };
  return { kind: 'refused', ackId: ACKNOWLEDGED.exec(header)?.[1] ?? '' };
}
