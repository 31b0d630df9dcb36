import { ParleyError } from '../../../protocol/errors.ts';

/** A request is made so often before nobody answering it is taken as an answer. */
const usualAttempts = 4;

export interface RepeatOptions {
  /** So often it is made at most. */
  attempts?: number;
  /** Whether the request is still needed; called before each further attempt. */
  isNeeded?: () => boolean;
  /** The first attempt met silence; others may follow. */
  onSilence?: () => void;
}

/**
 * Makes a request again as long as nobody answers it. Only for requests that are harmless when made twice.
 * @throws ParleyError what was answered; REQUEST_TIMED_OUT when nothing ever was
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
