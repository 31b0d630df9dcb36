import type { RtpCapabilities, RtpParameters } from '../../../../protocol/media.ts';

/** What a Chromium page says that it can receive from the SFU, cut down to Opus and VP8. */
export const PAGE_RTP_CAPABILITIES: RtpCapabilities = {
  codecs: [
    { kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: 100, clockRate: 48_000, channels: 2 },
    { kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 101, clockRate: 90_000 },
  ],
  headerExtensions: [],
};

/** What a page sends from its microphone. */
export const OPUS_PARAMETERS: RtpParameters = {
  mid: '0',
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 11_111_111 }],
  rtcp: { cname: 'fake-page' },
};

/** What a page sends from its camera, and of a screen. */
export const VP8_PARAMETERS: readonly RtpParameters[] = [1, 2].map((line) => ({
  mid: String(line),
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  encodings: [{ ssrc: 22_222_220 + line }],
  rtcp: { cname: 'fake-page' },
}));

export const PAGE_FINGERPRINT = {
  algorithm: 'sha-256' as const,
  value: Array.from({ length: 32 }, (_, at) => (at + 16).toString(16).toUpperCase()).join(':'),
};

export const HOST_CANDIDATE = {
  candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host',
  sdpMid: '0',
  sdpMLineIndex: 0,
};
