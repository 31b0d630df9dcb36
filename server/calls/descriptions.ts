import { ParleyError } from '../../protocol/errors.ts';
import type { IceCandidate } from '../../protocol/media.ts';

/** Lines of `type=value` without other line breaks or NUL. The first line is the version (RFC 8866 §5). */
const DESCRIPTION = /^v=0[^\r\n\0]*(?:\r?\n[a-z]=[^\r\n\0]*)*(?:\r?\n)?$/;
/** A candidate (RFC 8839 §5.1), with or without `a=`. An empty text, allowed as well, ends a generation (W3C webrtc). */
const CANDIDATE = /^(?:a=)?candidate:[\x20-\x7e]+$/;

/**
 * Refuses a text that cannot be a session description. Its contents are the browsers' business.
 * @throws ParleyError PROTOCOL_MALFORMED
 */
export function checkDescription(sdp: string): void {
  if (!DESCRIPTION.test(sdp))
    throw new ParleyError('PROTOCOL_MALFORMED', 'this is not a session description');
}

/** @throws ParleyError PROTOCOL_MALFORMED */
export function checkCandidate(candidate: IceCandidate | null): void {
  if (candidate === null || candidate.candidate === '' || CANDIDATE.test(candidate.candidate)) return;
  throw new ParleyError('PROTOCOL_MALFORMED', 'this is not an ICE candidate');
}
