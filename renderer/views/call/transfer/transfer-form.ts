import type { ComponentChildren } from 'preact';
import type { WireError } from '../../../../protocol/errors.ts';
import type { LiveCall } from '../../../../protocol/rpc/session-view.ts';

/** Props of the two forms of the transfer dialog. */
export interface TransferFormProps {
  readonly session: LiveCall;
  /** Sends the request. Then the dialog closes, or shows why main refused it. */
  readonly onSubmit: (request: () => Promise<WireError | null>) => void;
  /** The button that shows the other form. */
  readonly children: ComponentChildren;
}
