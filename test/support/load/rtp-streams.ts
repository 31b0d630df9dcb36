import type { RtpParameters } from '../../../protocol/media.ts';
import { opusParameters, vp8Parameters } from '../server/fake-media.ts';
import { LEVEL_EXTENSION_ID, rtpPacket, vp8Frame } from './rtp-packets.ts';

/** One stream that a simulated participant sends, packet by packet. */
export interface RtpStream {
  readonly parameters: RtpParameters;
  /** Time from one packet to the next, in milliseconds. */
  readonly intervalMs: number;
  next(): Buffer;
  /** Makes the next frame a key frame. */
  wantKeyFrame(): void;
}

const AUDIO = { payloadType: 100, ssrc: 11_111_111, clockRateKhz: 48 };
const VIDEO = { payloadType: 101, ssrc: 22_222_222, clockRateKhz: 90 };
const SPEECH = { intervalMs: 20, levelDbov: 30, payload: Buffer.alloc(80, 0xfc) };
/** The packet that Opus sends with DTX during silence (RFC 7587 §3.1.3). */
const SILENCE = { intervalMs: 400, levelDbov: 127, payload: Buffer.from([0xf8]) };
const PICTURE = { intervalMs: 200, bytes: 400 };

const audioParameters: RtpParameters = {
  ...opusParameters,
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_EXTENSION_ID }],
};

/** A microphone: 50 packets per second from a person who speaks, a few from a silent one. */
export function microphoneStream(speaks: boolean): RtpStream {
  const { payloadType, ssrc, clockRateKhz } = AUDIO;
  const { intervalMs, levelDbov, payload } = speaks ? SPEECH : SILENCE;
  let sequence = 0;
  return {
    parameters: audioParameters,
    intervalMs,
    next() {
      sequence += 1;
      const timestamp = sequence * intervalMs * clockRateKhz;
      return rtpPacket({ payloadType, ssrc, sequence, timestamp, levelDbov }, payload);
    },
    wantKeyFrame() {},
  };
}

/** A camera at a low rate: 5 small frames per second. */
export function cameraStream(): RtpStream {
  const { payloadType, ssrc, clockRateKhz } = VIDEO;
  const { intervalMs, bytes } = PICTURE;
  let sequence = 0;
  let keyFrameWanted = true;
  return {
    parameters: vp8Parameters,
    intervalMs,
    next() {
      sequence += 1;
      const frame = vp8Frame(keyFrameWanted, bytes);
      keyFrameWanted = false;
      const timestamp = sequence * intervalMs * clockRateKhz;
      return rtpPacket({ payloadType, ssrc, sequence, timestamp, marker: true }, frame);
    },
    wantKeyFrame() {
      keyFrameWanted = true;
    },
  };
}
