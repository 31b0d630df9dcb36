import type { ServerReport } from '../protocol/local/embedded.ts';

/** The way to the desktop app that started this server as a child. */
export interface ParentChannel {
  /** Resolves when the report is out, or cannot be delivered any more. */
  report(report: ServerReport): Promise<void>;
  /** Calls `listener` once the parent is gone, whatever ended it. */
  onGone(listener: () => void): void;
}

/** What this file needs of `process`; Electron's utility process adds `parentPort`. */
export interface ChildProcessSide {
  send?: ((message: unknown, done: (error: Error | null) => void) => unknown) | undefined;
  parentPort?: { postMessage(message: unknown): void };
  once(event: 'disconnect', listener: () => void): unknown;
}

/** The channel to the parent, or nothing when this server runs alone. */
export function openParentChannel(side: ChildProcessSide): ParentChannel | undefined {
  const { parentPort } = side;
  if (parentPort !== undefined) {
    return {
      report: async (report) => parentPort.postMessage(report),
      // Chromium ends its utility processes itself when the app is gone.
      onGone: () => {},
    };
  }
  if (side.send === undefined) return undefined;
  return {
    report: (report) => new Promise((resolve) => side.send?.(report, () => resolve())),
    onGone: (listener) => void side.once('disconnect', listener),
  };
}
