import type { RtpCapabilities } from '../../protocol/media.ts';

type RouterCodec = Omit<RtpCapabilities['codecs'][number], 'preferredPayloadType'>;

/**
 * The codecs of every router, in order of preference: a page sends with the first video codec that it supports.
 */
export const ROUTER_CODECS: readonly RouterCodec[] = [
  {
    // RFC 7587: in-band FEC repairs single packet losses; with DTX nothing is sent during silence.
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  {
    // RFC 7741
    kind: 'video',
    mimeType: 'video/VP8',
    clockRate: 90_000,
  },
  {
    // RFC 9628 §6: profile 0 is 8 bits, 4:2:0
    kind: 'video',
    mimeType: 'video/VP9',
    clockRate: 90_000,
    parameters: { 'profile-id': 0 },
  },
  {
    // RFC 6184 §8.1: constrained baseline, level 3.1, non-interleaved; every browser supports it
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: {
      'packetization-mode': 1,
      'profile-level-id': '42e01f',
      'level-asymmetry-allowed': 1,
    },
  },
];
