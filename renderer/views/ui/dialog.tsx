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
  const isGone = useRef(false);
  const titleId = useId();
  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => {
      isGone.current = true;
      // Only one that is closed, not one that is just taken away, gives the focus back to where it was.
      current?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`card dialog ${className}`}
      aria-labelledby={titleId}
      onClose={() => {
        if (!isGone.current) onClose();
      }}
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
