/** The fields of an RTP packet (RFC 3550 §5.1). */
export interface RtpHeader {
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
  /** Whether this is the last packet of a frame. */
  marker?: boolean;
  /** Audio level in dB below the loudest (RFC 6464), in the header extension of ID 1; 127 is silence. */
  levelDbov?: number;
}

const HEADER_BYTES = 12;
const EXTENSION_BYTES = 8;
/** ID of the header extension for the audio level, in `rtpParameters`. */
export const LEVEL_EXTENSION_ID = 1;

/** One RTP packet. */
export function rtpPacket(header: RtpHeader, payload: Uint8Array): Buffer {
  const { payloadType, sequence, timestamp, ssrc, marker = false, levelDbov } = header;
  const extended = levelDbov !== undefined;
  const packet = Buffer.alloc(HEADER_BYTES + (extended ? EXTENSION_BYTES : 0) + payload.length);
  packet.writeUInt8(0x80 | (extended ? 0x10 : 0), 0);
  packet.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(timestamp >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  if (extended) {
    // RFC 8285 §4.2: one-byte headers, one 32-bit word.
    packet.writeUInt32BE(0xbede0001, HEADER_BYTES);
    packet.writeUInt8(LEVEL_EXTENSION_ID << 4, HEADER_BYTES + 4);
    packet.writeUInt8((levelDbov < 127 ? 0x80 : 0) | levelDbov, HEADER_BYTES + 5);
  }
  packet.set(payload, packet.length - payload.length);
  return packet;
}

/** An empty RTCP receiver report (RFC 3550 §6.4.2), which tells a transport the address of its receiver. */
export function receiverReport(ssrc: number): Buffer {
  const packet = Buffer.alloc(8);
  packet.writeUInt32BE(0x80c90001, 0);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}

/** A VP8 frame in one packet of the given size (RFC 7741 §4.2, RFC 6386 §9.1). It is never decoded. */
export function vp8Frame(isKeyFrame: boolean, bytes: number): Buffer {
  const frame = Buffer.alloc(bytes);
  // Descriptor: start of a partition. Then the frame tag, whose lowest bit is 0 in a key frame.
  frame.set(isKeyFrame ? [0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 64, 0] : [0x10, 0x11, 0, 0]);
  return frame;
}

/** Whether a packet is RTCP, on a port that is used for RTP and RTCP (RFC 5761 §4). */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
}

/** Whether an RTCP packet requests a key frame (RFC 4585 §6.3.1). */
export function isPictureLossIndication(packet: Buffer): boolean {
  return packet[0] === 0x81 && packet[1] === 206;
}
