import { ParleyError } from '../../protocol/errors.ts';
import { MAX_TEXT_BYTES } from '../../protocol/messages.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/signaling/envelope.ts';

/**
 * Checks the size of a request before a schema parses it (SPEC RES-6). The text of an instant message is counted
 * separately, as text and not as JSON.
 * @param wireBytes length of the request on the wire
 * @throws ParleyError PROTOCOL_TOO_LARGE
 */
export function checkSize(frame: unknown, wireBytes: number): void {
  const text = textOf(frame);
  if (text === undefined ? wireBytes <= MAX_MESSAGE_BYTES : fits(text, wireBytes)) return;
  throw new ParleyError('PROTOCOL_TOO_LARGE', 'the request is too large');
}

function fits(text: string, wireBytes: number): boolean {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES) return false;
  return wireBytes - Buffer.byteLength(JSON.stringify(text)) <= MAX_MESSAGE_BYTES;
}

/** The text of an instant message. */
function textOf(frame: unknown): string | undefined {
  const { name, data } = (frame ?? {}) as { name?: unknown; data?: { text?: unknown } | null };
  const text = name === 'message.send' ? data?.text : undefined;
  return typeof text === 'string' ? text : undefined;
}
