import type { Log } from '../core/ports.ts';

/** How a program of either shell ends. */
export interface ProgramEnd {
  log: Log;
  /** The program exits after this time even if closing takes longer, in milliseconds. */
  limitMs(): number;
  /** Closes everything that is open. */
  close(): Promise<void>;
  exit(): void;
}

/**
 * Ends the program when the system asks for it. @returns ends it for another reason; only the first call has an effect
 */
export function endOnSignals({ log, limitMs, close, exit }: ProgramEnd): () => Promise<void> {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(exit, limitMs()).unref();
    await close();
    exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('unhandledRejection', (thrown) => log.warn('unhandled rejection', { thrown: String(thrown) }));
  return end;
}
