import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';

/** Parley's codes for the errors of getUserMedia and getDisplayMedia (W3C mediacapture-main §10.2). */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NotAllowedError: 'MEDIA_PERMISSION_DENIED',
  SecurityError: 'MEDIA_PERMISSION_DENIED',
  NotFoundError: 'MEDIA_DEVICE_MISSING',
  OverconstrainedError: 'MEDIA_DEVICE_MISSING',
  NotReadableError: 'MEDIA_DEVICE_BUSY',
  AbortError: 'MEDIA_DEVICE_BUSY',
};

/** Why capture did not open. `source` is the requested source, for the text that the user reads. */
export function captureError(thrown: unknown, source: string): ParleyError {
  if (thrown instanceof ParleyError) {
    return new ParleyError(thrown.code, thrown.message, { context: { source }, cause: thrown });
  }
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  const code = CODES[name] ?? 'MEDIA_FAILED';
  return new ParleyError(code, `${source}: ${name || String(thrown)}`, {
    context: { source },
    cause: thrown,
  });
}
