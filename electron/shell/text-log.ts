import type { Log } from '../core/ports.ts';

/** A log with one line per entry. @param write receives a line without its line break */
export function textLog(write: (line: string) => void): Log {
  const entry = (level: string) => (message: string, facts?: Record<string, unknown>) =>
    write(`${level} ${message}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`);
  return { info: entry('info'), warn: entry('warn') };
}
