import { ParleyError } from '../../../protocol/errors.ts';
import { kindOf, type Source } from '../../../protocol/media.ts';
import type { SessionType } from '../../../protocol/signaling/shapes.ts';

/** The m-lines of a session type. Both sides identify a track by the position of its line. */
export interface PeerLines {
  readonly sources: readonly Source[];
  /** Direction of each line at the inviting side and at the accepting side. */
  readonly offered: RTCRtpTransceiverDirection;
  readonly answered: RTCRtpTransceiverDirection;
}

const LINES: { readonly [Type in SessionType]?: PeerLines } = {
  'audio-video': { sources: ['microphone', 'camera'], offered: 'sendrecv', answered: 'sendrecv' },
  'application-sharing': { sources: ['screen'], offered: 'sendonly', answered: 'recvonly' },
};

/** @throws ParleyError MEDIA_NOT_NEGOTIABLE for a session type without peer-to-peer media */
export function linesOf(sessionType: SessionType): PeerLines {
  const lines = LINES[sessionType];
  if (!lines) throw new ParleyError('MEDIA_NOT_NEGOTIABLE', `no media of its own: ${sessionType}`);
  return lines;
}

/** Refuses a description whose lines differ from ours. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
export function checkLines(sdp: string, { sources }: PeerLines): void {
  const kinds = [...sdp.matchAll(/^m=(\S+)/gm)].map(([, kind]) => kind);
  const wanted = sources.map(kindOf);
  if (kinds.length === wanted.length && wanted.every((kind, line) => kind === kinds[line])) return;
  throw new ParleyError('MEDIA_NOT_NEGOTIABLE', `lines ${kinds.slice(0, 8).join(' ')}`.slice(0, 200));
}
