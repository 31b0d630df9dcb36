import type { Log } from '../core/ports.ts';

/** A log of one line for each entry. @param write takes a line without its end */
export function textLog(write: (line: string) => void): Log {
  const entry = (level: string) => (message: string, facts?: Record<string, unknown>) =>
    write(`${level} ${message}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`);
  return { info: entry('info'), warn: entry('warn') };
}
