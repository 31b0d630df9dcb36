import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: string;
  /** Label of the ✕ in the corner. */
  readonly closeLabel: string;
  readonly testId: string;
  /** The user pressed Escape or the ✕. */
  readonly onClose: () => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A modal dialog. */
export function Dialog({ title, closeLabel, testId, onClose, class: className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGone = useRef(false);
  const titleId = useId();
  useLayoutEffect(() => {
    const { current } = dialog;
    current?.showModal();
    return () => {
      isGone.current = true;
      // Only `close()` returns the focus to the element that had it before; removing the element does not.
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
        <IconButton label={closeLabel} look="quiet" icon={X} onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
