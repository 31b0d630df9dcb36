import type { Producer } from 'mediasoup/types';
import type { RtpParameters } from '../../../../protocol/media.ts';
import { opusParameters } from '../fake-media.ts';

const LEVEL_EXTENSION = 10;
/** More packets than the audio level observer needs in one of its intervals. */
const PACKETS = 40;

/** RTP parameters of a page's microphone, with an audio level in each packet (RFC 6464). */
export function microphoneParameters(ssrc: number): RtpParameters {
  return {
    ...opusParameters,
    mid: String(ssrc),
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_EXTENSION }],
    encodings: [{ ssrc }],
  };
}

/** Sends Opus packets with audio levels. */
export class SoundSender {
  readonly #producer: Producer;
  readonly #ssrc: number;
  #sequence = 0;

  /** @param producer on a direct transport, made with {@link microphoneParameters} */
  constructor(producer: Producer, ssrc: number) {
    this.#producer = producer;
    this.#ssrc = ssrc;
  }

  /** @param levelDbov from 0, the loudest, to -127 */
  send(levelDbov: number): void {
    for (let count = 0; count < PACKETS; count += 1) this.#producer.send(this.#packet(levelDbov));
  }

  #packet(levelDbov: number): Buffer {
    this.#sequence += 1;
    const packet = Buffer.alloc(24);
    // RFC 3550 §5.1: version 2 with an extension, payload type 100
    packet.writeUInt16BE(0x9064, 0);
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(this.#sequence * 960, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    // RFC 8285 §4.2: one-byte headers, one word of them
    packet.writeUInt32BE(0xbede_0001, 12);
    packet.writeUInt8(LEVEL_EXTENSION << 4, 16);
    packet.writeUInt8(0x80 | -levelDbov, 17);
    return packet;
  }
}
