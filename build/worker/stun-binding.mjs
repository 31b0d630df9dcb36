import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const headerBytes = 20;
const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  priority: 0x0024,
  useCandidate: 0x0025,
  fingerprint: 0x8028,
  iceControlling: 0x802a,
};

/**
 * A STUN Binding request that nominates its pair, from a controlling ICE agent to an ICE-lite one
 * (RFC 5389 §6 and §15, RFC 8445 §7.2.4).
 * @param {{remoteFragment: string, localFragment: string, remotePassword: string}} credentials
 * @returns {Buffer}
 */
export function nominatingRequest({ remoteFragment, localFragment, remotePassword }) {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(bindingRequest, 0);
  header.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(header, 8);
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(0x7effffff);

  let message = Buffer.concat([
    header,
    attribute(attributes.username, Buffer.from(`${remoteFragment}:${localFragment}`)),
    attribute(attributes.priority, priority),
    attribute(attributes.iceControlling, randomBytes(8)),
    attribute(attributes.useCandidate, Buffer.alloc(0)),
  ]);
  // Each of the two covers a header whose length already includes the attribute itself.
  message = append(message, attributes.messageIntegrity, 20, (covered) =>
    createHmac('sha1', remotePassword).update(covered).digest(),
  );
  return append(message, attributes.fingerprint, 4, (covered) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE((crc32(covered) ^ 0x5354554e) >>> 0);
    return value;
  });
}

/** Whether a datagram is STUN and not DTLS or RTP, by its first byte (RFC 7983 §7). */
export function isStun(datagram) {
  return datagram.length >= headerBytes && datagram[0] < 4;
}

/** Whether a datagram is the success response to a Binding request. */
export function isBindingSuccess(datagram) {
  return isStun(datagram) && datagram.readUInt16BE(0) === bindingSuccess;
}

function attribute(type, value) {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

function append(message, type, valueBytes, compute) {
  const covered = Buffer.from(message);
  covered.writeUInt16BE(message.length - headerBytes + 4 + valueBytes, 2);
  return Buffer.concat([covered, attribute(type, compute(covered))]);
}
