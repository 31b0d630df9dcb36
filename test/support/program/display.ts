import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A virtual X display, for tests that need a real window. */
export interface Display {
  /** Value for the environment variable `DISPLAY`. */
  readonly name: string;
  close(): Promise<void>;
}

/** Starts Xvfb on a display that it chooses itself. */
export async function startDisplay(): Promise<Display> {
  const server: ChildProcess = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const numbers = server.stdio[3];
  if (!numbers || !('setEncoding' in numbers)) throw new Error('no channel to Xvfb');
  const [number] = await Promise.race([
    once(numbers, 'data'),
    once(server, 'error').then(([error]) => Promise.reject(error)),
  ]);
  return {
    name: `:${String(number).trim()}`,
    async close() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
    },
  };
}
