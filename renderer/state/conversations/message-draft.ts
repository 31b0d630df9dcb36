import { MAX_TEXT_BYTES, textBytes } from '../../../protocol/messages.ts';

/** From this share of the limit on, the writer sees the size of the text. */
const NEAR = 0.9;
/** The most bytes of UTF-8 that one unit of UTF-16 takes. */
const MAX_BYTES_PER_UNIT = 3;

/** A text as it would be sent. */
export interface MessageDraft {
  /** The text that is sent: without empty lines and spaces at its end. */
  readonly text: string;
  /** Bytes of UTF-8, once they come near the limit. */
  readonly bytes?: number;
  /** Bytes beyond the limit; 0 when it fits. */
  readonly surplusBytes: number;
  readonly canSend: boolean;
}

/** Measures what was typed (SPEC RES-6): one byte above the limit is refused before it is sent. */
export function draftOf(typed: string): MessageDraft {
  const text = typed.trimEnd();
  const hasText = text.trim().length > 0;
  if (text.length * MAX_BYTES_PER_UNIT < MAX_TEXT_BYTES * NEAR) {
    return { text, surplusBytes: 0, canSend: hasText };
  }
  const bytes = textBytes(text);
  const surplusBytes = Math.max(0, bytes - MAX_TEXT_BYTES);
  const canSend = hasText && surplusBytes === 0;
  return bytes < MAX_TEXT_BYTES * NEAR
    ? { text, surplusBytes, canSend }
    : { text, bytes, surplusBytes, canSend };
}
