import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isBindingSuccess, isStun, nominatingRequest } from '../../../../build/worker/stun-binding.mjs';

const request = nominatingRequest({
  remoteFragment: 'remote',
  localFragment: 'me',
  remotePassword: 'secret',
});

/** Attributes by type: value and where they start. RFC 5389 §15 */
function attributesOf(message: Buffer) {
  const found = new Map<number, { at: number; value: Buffer }>();
  for (let at = 20; at < message.length; ) {
    const length = message.readUInt16BE(at + 2);
    found.set(message.readUInt16BE(at), { at, value: message.subarray(at + 4, at + 4 + length) });
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}

function covered(at: number, attributeBytes: number) {
  const part = Buffer.from(request.subarray(0, at));
  part.writeUInt16BE(at - 20 + attributeBytes, 2);
  return part;
}

describe('nominatingRequest', () => {
  const attributes = attributesOf(request);

  it('is a Binding request with the attributes of a controlling agent (RFC 8445 §7.2.4)', () => {
    expect(request.readUInt16BE(0)).toBe(1);
    expect(request.readUInt16BE(2)).toBe(request.length - 20);
    expect([...attributes.keys()]).toEqual([0x0006, 0x0024, 0x802a, 0x0025, 0x0008, 0x8028]);
    expect(attributes.get(0x0006)?.value.toString()).toBe('remote:me');
  });

  it('is signed and fingerprinted (RFC 5389 §15.4, §15.5)', () => {
    const integrity = attributes.get(0x0008);
    const fingerprint = attributes.get(0x8028);
    const hmac = createHmac('sha1', 'secret')
      .update(covered(integrity?.at ?? 0, 24))
      .digest();
    expect(integrity?.value).toEqual(hmac);
    expect(fingerprint?.value.readUInt32BE()).toBe(
      (crc32(covered(fingerprint?.at ?? 0, 8)) ^ 0x5354554e) >>> 0,
    );
  });

  it('is distinguished from DTLS and from a success response', () => {
    expect(isStun(request)).toBe(true);
    expect(isStun(Buffer.concat([Buffer.from([22, 254, 253]), Buffer.alloc(30)]))).toBe(false);
    expect(isBindingSuccess(request)).toBe(false);
  });
});
