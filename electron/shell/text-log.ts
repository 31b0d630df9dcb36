import type { Log } from '../core/ports.ts';
import { traceText } from './trace/trace-text.ts';

export interface TextLogOptions {
  /** Receives each step of the trace as one line; without it there is no trace. */
  trace?: ((line: string) => void) | undefined;
}

/** A log with one line per entry. @param write receives a line without its line break */
export function textLog(write: (line: string) => void, { trace }: TextLogOptions = {}): Log {
  const entry = (level: string) => (message: string, facts?: Record<string, unknown>) =>
    write(`${level} ${message}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`);
  return {
    info: entry('info'),
    warn: entry('warn'),
    ...(trace && { trace: (message, facts) => trace(`${message} ${traceText(facts)}`.trimEnd()) }),
  };
}
