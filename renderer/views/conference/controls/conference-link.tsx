import { Check, Copy } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { Icon } from '../../ui/icon.tsx';

/** How long "Copied" is shown, in milliseconds. */
const COPIED_MS = 2_000;

interface ConferenceLinkProps {
  readonly link: string;
  readonly passcode?: string | undefined;
}

/** The link to share, its passcode if there is one, and a button that copies both. */
export function ConferenceLink({ link, passcode }: ConferenceLinkProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copied = passcode ? conferenceText.linkWithPasscode(link, passcode) : link;
  const copy = async () => {
    // If the clipboard is refused, the link is selected for the user to copy.
    field.current?.select();
    await navigator.clipboard.writeText(copied).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <div class="conference-link">
      <input
        ref={field}
        class="input input-link"
        data-testid="conference-link"
        aria-label={conferenceText.link}
        value={link}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      {passcode && (
        <span class="mark conference-passcode" data-testid="conference-passcode">
          {conferenceText.passcode(passcode)}
        </span>
      )}
      <button type="button" class="button button-stage" data-testid="copy-link" onClick={() => void copy()}>
        <Icon node={isCopied ? Check : Copy} />
        <span aria-live="polite">{isCopied ? conferenceText.copied : conferenceText.copyLink}</span>
      </button>
    </div>
  );
}
