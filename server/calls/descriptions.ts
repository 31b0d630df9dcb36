import { ParleyError } from '../../protocol/errors.ts';
import type { IceCandidate } from '../../protocol/media.ts';

/** Lines of `type=value` without line breaks or NUL, the first of them the version (RFC 8866 §5). */
const DESCRIPTION = /^v=0[^\r\n\0]*(?:\r?\n[a-z]=[^\r\n\0]*)*(?:\r?\n)?$/;
/** RFC 8839 §5.1 without its beginning; empty for the end of a generation (W3C webrtc). */
const CANDIDATE = /^(?:a=)?candidate:[\x20-\x7e]+$/;

/**
 * Keeps what cannot be a session description from reaching anyone. What it says is up to the browsers.
 * @throws ParleyError PROTOCOL_MALFORMED
 */
export function checkDescription(sdp: string): void {
  if (!DESCRIPTION.test(sdp)) throw new ParleyError('PROTOCOL_MALFORMED', 'this is no session description');
}

/** @throws ParleyError PROTOCOL_MALFORMED */
export function checkCandidate(candidate: IceCandidate | null): void {
  if (candidate === null || candidate.candidate === '' || CANDIDATE.test(candidate.candidate)) return;
  throw new ParleyError('PROTOCOL_MALFORMED', 'this is no ICE candidate');
}
