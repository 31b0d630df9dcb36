import { type ChildProcess, fork } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openPrivately } from '../profile/data-folder.ts';
import type { ForkedProcess } from './server-child.ts';

/** Environment variables of this program that its server must not inherit. */
const PRIVATE_VARIABLES = ['PARLEY_TOKEN', 'PARLEY_CHROMIUM'];

export interface ForkServerOptions {
  program: string;
  /** Variables added to this process's environment. */
  env: Record<string, string>;
  /** The server's log file, which every start replaces. */
  logFile: string;
}

/** Starts the server program with this Node. It is killed when this process exits, at the latest. */
export function forkServer({ program, env, logFile }: ForkServerOptions): ForkedProcess {
  const log = openPrivately(logFile, 'replace');
  const childEnv = { ...process.env, ...env };
  for (const name of PRIVATE_VARIABLES) delete childEnv[name];
  const child = fork(program, [], {
    env: childEnv,
    stdio: ['ignore', log, log, 'ipc'],
    // Ctrl-C in a terminal reaches the whole process group, but main must stop the server itself.
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  onceExited(child, () => process.off('exit', killAtExit));
  return {
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => onceExited(child, listener),
    kill: (how) => child.kill(how === 'gently' ? 'SIGTERM' : 'SIGKILL'),
  };
}

/** Calls the listener once. A process that could not be created has an `error` event and no `exit` event. */
function onceExited(child: ChildProcess, listener: (code: number | null) => void): void {
  let notified = false;
  const notify = (code: number | null) => {
    if (!notified) listener(code);
    notified = true;
  };
  child.once('exit', notify);
  child.once('error', () => {
    if (child.pid === undefined) notify(null);
  });
}
