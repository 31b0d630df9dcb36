import type { ErrorCode } from '../../../protocol/errors.ts';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import type { Clock, ServerChild } from '../../core/ports.ts';

/** A child process as both shells have it: `child_process.fork` and `utilityProcess.fork`, made alike. */
export interface ForkedProcess {
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process is gone or could not be started. */
  onExit(listener: (code: number | null) => void): void;
  /** `gently` lets it close what it has open. */
  kill(how: 'gently' | 'at-once'): void;
}

/** A child that does not end by itself in this time is killed. Less than quitting may take in all. */
const stopMs = 1_200;
/** A server that says nothing for so long has hung. */
const startMs = 20_000;

/** Follows a server that was just started as a child: its one report, its end. */
export function serverChild(child: ForkedProcess, clock: Clock): ServerChild {
  let running = true;
  const exited = new Promise<void>((resolve) => {
    child.onExit(() => {
      running = false;
      resolve();
    });
  });
  const report = new Promise<ServerReport>((resolve) => {
    const stopTimer = clock.after(startMs, () => {
      resolve(failed('SERVER_START_FAILED', 'the server did not start in time'));
    });
    child.onMessage((message) => {
      const parsed = ServerReport.safeParse(message);
      if (parsed.success) resolve(parsed.data);
    });
    child.onExit((code) => {
      resolve(failed('SERVER_START_FAILED', `the server ended at its start (exit code ${code})`));
    });
    void exited.then(stopTimer);
  });
  return {
    report,
    exited,
    async stop() {
      if (!running) return;
      child.kill('gently');
      const stopTimer = clock.after(stopMs, () => child.kill('at-once'));
      await exited;
      stopTimer();
    },
  };
}

function failed(code: ErrorCode, message: string): ServerReport {
  return { type: 'failed', error: { code, message, context: {} } };
}
