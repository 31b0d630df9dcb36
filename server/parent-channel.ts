import type { ServerReport } from '../protocol/local/embedded.ts';

/** The channel to the desktop app that started this server as a child. */
export interface ParentChannel {
  /** Resolves when the report was sent or can no longer be delivered. */
  report(report: ServerReport): Promise<void>;
  /** Calls `listener` once, when the parent is gone for any reason. */
  onGone(listener: () => void): void;
}

/** The part of `process` that this file needs. Electron's utility process adds `parentPort`. */
export interface ChildProcessSide {
  send?: ((message: unknown, done: (error: Error | null) => void) => unknown) | undefined;
  parentPort?: { postMessage(message: unknown): void };
  once(event: 'disconnect', listener: () => void): unknown;
}

/** The channel to the parent; undefined for a standalone server. */
export function openParentChannel(side: ChildProcessSide): ParentChannel | undefined {
  const { parentPort } = side;
  if (parentPort !== undefined) {
    return {
      report: async (report) => parentPort.postMessage(report),
      // Chromium itself ends its utility processes when the app is gone.
      onGone: () => {},
    };
  }
  if (side.send === undefined) return undefined;
  return {
    report: (report) => new Promise((resolve) => side.send?.(report, () => resolve())),
    onGone: (listener) => void side.once('disconnect', listener),
  };
}
