/** RFC 4571 §2: each frame starts with its length in two bytes. */
const LENGTH_BYTES = 2;
/** RFC 8489 §5: type, length, magic cookie, transaction ID. */
const STUN_HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
/** An ICE binding request has a few hundred bytes. */
const MAX_STUN_BYTES = 1_500;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;

/** What the first bytes of a media connection are. */
export type Beginning = 'incomplete' | 'request' | 'success' | 'other';

/** Classifies the first bytes of a TCP connection: a complete STUN binding message or not (RFC 6544 §3, RFC 8489 §5). */
export function beginningOf(bytes: Buffer): Beginning {
  if (bytes.length < LENGTH_BYTES) return 'incomplete';
  const length = bytes.readUInt16BE(0);
  if (length < STUN_HEADER_BYTES || length > MAX_STUN_BYTES) return 'other';
  const message = bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  if (message.length < STUN_HEADER_BYTES) return 'incomplete';
  const isStun =
    message.readUInt16BE(2) === length - STUN_HEADER_BYTES && message.readUInt32BE(4) === MAGIC_COOKIE;
  const type = message.readUInt16BE(0);
  if (!isStun || (type !== BINDING_REQUEST && type !== BINDING_SUCCESS)) return 'other';
  if (message.length < length) return 'incomplete';
  return type === BINDING_REQUEST ? 'request' : 'success';
}
