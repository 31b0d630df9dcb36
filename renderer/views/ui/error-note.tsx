import type { WireError } from '../../../protocol/errors.ts';
import { errorWords } from '../../i18n/en.ts';

/** The text of the error behind an ending; nothing without an error. */
export function ErrorNote({ error }: { error: WireError | undefined }) {
  if (!error) return null;
  return (
    <p class="soft" data-code={error.code}>
      {errorWords(error)}
    </p>
  );
}
