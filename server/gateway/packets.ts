/**
 * The kind of a WebSocket message, from its first bytes. Engine.IO 4 and Socket.IO 5 write the kind, the acknowledgement's
 * ID and the name of the event before the JSON. Nothing here reads the JSON itself.
 *
 * - `heartbeat`: Engine.IO pong
 * - `connect`: Socket.IO CONNECT to the only namespace, with the sign-in
 * - `disconnect`: Socket.IO DISCONNECT, the client signs out
 * - `request`: Socket.IO EVENT with the only allowed name
 * - `refused`: anything else, such as binary events, acknowledgements, other namespaces and other events
 */
export type Packet =
  | { kind: 'heartbeat' | 'connect' | 'disconnect' }
  | { kind: 'request'; ackId: string; headerBytes: number }
  | { kind: 'refused'; ackId: string };

/** How many bytes are read at most: two digits for the kind, attachments, an ID of 15 digits, the event. */
export const HEADER_BYTES = 64;

const REQUEST = /^42(\d{0,15})\["request",/;
/** A refused packet that asks for an acknowledgement. */
const ACKNOWLEDGED = /^4(?:2|5\d{1,9}-)(\d{0,15})\[/;

/** @param header the first {@link HEADER_BYTES} of a text message, one character for each byte */
export function packetOf(header: string): Packet {
  if (header === '3') return { kind: 'heartbeat' };
  if (header === '41') return { kind: 'disconnect' };
  if (header === '40' || header.startsWith('40{')) return { kind: 'connect' };
  const request = REQUEST.exec(header);
  if (request !== null) return { kind: 'request', ackId: request[1] ?? '', headerBytes: request[0].length };
  return { kind: 'refused', ackId: ACKNOWLEDGED.exec(header)?.[1] ?? '' };
}
