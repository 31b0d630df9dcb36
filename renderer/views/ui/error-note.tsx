import type { WireError } from '../../../protocol/errors.ts';
import { errorWords } from '../../i18n/en.ts';

/** The failure behind an ending, in words; nothing when there was none. */
export function ErrorNote({ error }: { error: WireError | undefined }) {
  if (!error) return null;
  return (
    <p class="soft" data-code={error.code}>
      {errorWords(error)}
    </p>
  );
}
