import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';

const MAIN = fileURLToPath(new URL('../../../dist/electron/main-browser.js', import.meta.url));

/** The browser shell as started from a terminal: without a channel to its parent. */
export interface ParleyProgram {
  readonly main: ChildProcess;
  /** All output to its terminal so far. */
  terminal(): string;
  /** Resolves when the output contains these words. @returns the whole output */
  untilSaid(words: string): Promise<string>;
  /** Presses Ctrl-C, unless the program has exited. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts the program and records its output. */
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
