import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openPrivately } from '../profile/data-folder.ts';
import type { ForkedProcess } from './server-child.ts';

/** Variables that are for this program and not for the server it starts. */
const PRIVATE_VARIABLES = ['PARLEY_TOKEN', 'PARLEY_CHROMIUM'];

export interface ForkServerOptions {
  program: string;
  /** Added to this process's environment. */
  env: Record<string, string>;
  /** Where it writes its log; replaced at every start. */
  logFile: string;
}

/** Starts the server program on this Node. It is killed at the latest when this process ends. */
export function forkServer({ program, env, logFile }: ForkServerOptions): ForkedProcess {
  const log = openPrivately(logFile, 'replace');
  const childEnv = { ...process.env, ...env };
  for (const name of PRIVATE_VARIABLES) delete childEnv[name];
  const child = fork(program, [], {
    env: childEnv,
    stdio: ['ignore', log, log, 'ipc'],
    // A terminal's Ctrl-C goes to the whole group; the server ends when we say so.
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  onceGone(child, () => process.off('exit', killAtExit));
  return {
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => onceGone(child, listener),
    kill: (how) => child.kill(how === 'gently' ? 'SIGTERM' : 'SIGKILL'),
  };
}

/** An `error` before the process exists is not followed by an `exit`. */
function onceGone(child: ChildProcess, listener: (code: number | null) => void): void {
  let told = false;
  const tell = (code: number | null) => {
    if (!told) listener(code);
    told = true;
  };
  child.once('exit', tell);
  child.once('error', () => {
    if (child.pid === undefined) tell(null);
  });
}
