import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { TransportParameters } from '../../../../protocol/media.ts';

const MAGIC_COOKIE = 0x2112a442;
/** RFC 8489 §14.7 */
const FINGERPRINT_XOR = 0x5354554e;

/** Attributes of a binding request of ICE (RFC 8489 §14, RFC 8445 §16.1). */
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const PRIORITY = 0x0024;
const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
const ICE_CONTROLLING = 0x802a;

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function message(attributes: readonly Buffer[], moreBytes: number, transaction: Buffer): Buffer {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x0001, 0);
  head.writeUInt16BE(body.length + moreBytes, 2);
  head.writeUInt32BE(MAGIC_COOKIE, 4);
  return Buffer.concat([head, transaction, body]);
}

/** A STUN message in the frame of RFC 4571. */
export function framed(stun: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(stun.length, 0);
  return Buffer.concat([length, stun]);
}

/** The first message of a page on a TCP connection to this transport. */
export function bindingRequest(
  ice: Pick<TransportParameters['iceParameters'], 'usernameFragment' | 'password'>,
) {
  const transaction = randomBytes(12);
  const number = Buffer.alloc(4);
  number.writeUInt32BE(1_845_501_695, 0);
  const attributes = [
    attribute(USERNAME, Buffer.from(`${ice.usernameFragment}:page`)),
    attribute(ICE_CONTROLLING, randomBytes(8)),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
    attribute(PRIORITY, number),
  ];
  const signed = message(attributes, 24, transaction);
  attributes.push(attribute(MESSAGE_INTEGRITY, createHmac('sha1', ice.password).update(signed).digest()));
  const checked = Buffer.alloc(4);
  checked.writeUInt32BE((crc32(message(attributes, 8, transaction)) ^ FINGERPRINT_XOR) >>> 0, 0);
  attributes.push(attribute(FINGERPRINT, checked));
  return framed(message(attributes, 0, transaction));
}
