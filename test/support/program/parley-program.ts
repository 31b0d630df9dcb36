import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';

const MAIN = fileURLToPath(new URL('../../../dist/electron/main-browser.js', import.meta.url));

/** The browser shell as a terminal starts it: without a channel to its parent. */
export interface ParleyProgram {
  readonly main: ChildProcess;
  /** All that it wrote to its terminal. */
  terminal(): string;
  /** Resolves when the terminal has these words. @returns all of it */
  untilSaid(words: string): Promise<string>;
  /** Presses Ctrl-C, unless it has ended. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts it, and keeps what it writes to its terminal. */
export function runParley(args: readonly string[], env: NodeJS.ProcessEnv = {}): ParleyProgram {
  const main = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [main.stdout, main.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const hasEnded = () => main.exitCode !== null || main.signalCode !== null;
  return {
    main,
    terminal: () => output,
    untilSaid: (words) =>
      until(
        () => output,
        (said) => said.includes(words),
        { what: `'${words}' in the terminal` },
      ),
    async stop() {
      if (hasEnded()) return main.exitCode;
      const gone = once(main, 'exit');
      main.kill('SIGINT');
      await gone;
      return main.exitCode;
    },
  };
}
