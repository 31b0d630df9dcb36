import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: string;
  /** What the cross in the corner says. */
  readonly closeWords: string;
  readonly testId: string;
  /** Escape, or the cross. */
  readonly onClose: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A dialog above everything else; the rest of the page waits. */
export function Dialog({ title, closeWords, testId, onClose, class: className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class={`card dialog ${className}`}
      aria-labelledby={titleId}
      onClose={onClose}
      data-testid={testId}
    >
      <div class="dialog-header">
        <h2 id={titleId}>{title}</h2>
        <IconButton label={closeWords} look="quiet" icon={X} onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
