import { ParleyError } from '../../../protocol/errors.ts';

/** How often a request is made before silence counts as a failure. */
const usualAttempts = 4;

export interface RepeatOptions {
  /** The most attempts. */
  attempts?: number;
  /** Whether the request is still needed; called before each further attempt. */
  isNeeded?: () => boolean;
  /** The first attempt was not answered; others may follow. */
  onSilence?: () => void;
}

/**
 * Repeats a request until it is answered. Only for requests that are harmless when made twice.
 * @throws ParleyError the error in the answer; REQUEST_TIMED_OUT when there was no answer
 */
export async function untilAnswered<Reply>(
  request: () => Promise<Reply>,
  { attempts = usualAttempts, isNeeded = () => true, onSilence = () => {} }: RepeatOptions = {},
): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (thrown) {
      const silent = thrown instanceof ParleyError && thrown.code === 'REQUEST_TIMED_OUT';
      if (silent && attempt === 1) onSilence();
      if (!silent || attempt >= attempts || !isNeeded()) throw thrown;
    }
  }
}
