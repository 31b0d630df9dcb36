import { ParleyError } from '../../protocol/errors.ts';
import { MAX_TEXT_BYTES } from '../../protocol/messages.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/signaling/envelope.ts';

/**
 * Measures what a client sent, before anything else looks at it (SPEC RES-6). The text of an instant message counts by
 * itself: as a text, not as JSON.
 * @throws ParleyError PROTOCOL_TOO_LARGE, PROTOCOL_MALFORMED when it is nested too deep to be measured
 */
export function checkSize(frame: unknown): void {
  const text = textOf(frame);
  const textBytes = text === undefined ? 0 : Buffer.byteLength(text);
  const jsonBytes = jsonBytesOf(frame) - (text === undefined ? 0 : jsonBytesOf(text));
  if (textBytes > MAX_TEXT_BYTES || jsonBytes > MAX_MESSAGE_BYTES) {
    throw new ParleyError('PROTOCOL_TOO_LARGE', 'the request is too large');
  }
}

/** The text of an instant message. */
function textOf(frame: unknown): string | undefined {
  const { name, data } = (frame ?? {}) as { name?: unknown; data?: { text?: unknown } | null };
  const text = name === 'message.send' ? data?.text : undefined;
  return typeof text === 'string' ? text : undefined;
}

function jsonBytesOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '');
  } catch (cause) {
    throw new ParleyError('PROTOCOL_MALFORMED', 'the request cannot be measured', { cause });
  }
}
