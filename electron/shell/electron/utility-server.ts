import type { UtilityProcess, utilityProcess } from 'electron';
import type { ForkedProcess } from '../server/server-child.ts';

/** Environment variables of this program that its server must not inherit. */
const PRIVATE_VARIABLES = ['PARLEY_TOKEN', 'PARLEY_CHROMIUM'];

export interface ForkUtilityOptions {
  fork: (typeof utilityProcess)['fork'];
  program: string;
  /** This process's environment. */
  inherited: Readonly<Record<string, string | undefined>>;
  /** Variables added to it. */
  env: Record<string, string>;
}

/** Starts the server program as a utility process of Electron. It ends with the app at the latest. */
export function forkUtilityServer({ fork, program, inherited, env }: ForkUtilityOptions): ForkedProcess {
  const childEnv = { ...inherited, ...env };
  for (const name of PRIVATE_VARIABLES) delete childEnv[name];
  const child: UtilityProcess = fork(program, [], {
    env: childEnv,
    stdio: 'ignore',
    serviceName: 'Parley server',
  });
  return {
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: (how) => {
      // Electron's `kill` only sends SIGTERM. A process that ignores it gets SIGKILL by its ID.
      if (how === 'gently' || child.pid === undefined) child.kill();
      else killProcess(child.pid);
    },
  };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already exited.
  }
}
