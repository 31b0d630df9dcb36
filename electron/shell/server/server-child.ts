import type { ErrorCode } from '../../../protocol/errors.ts';
import { ServerReport } from '../../../protocol/local/embedded.ts';
import type { Clock, ServerChild } from '../../core/ports.ts';

/** The common interface of `child_process.fork` and `utilityProcess.fork`, which the two shells use. */
export interface ForkedProcess {
  onMessage(listener: (message: unknown) => void): void;
  /** The listener is called once: when the process has exited, or could not be started. */
  onExit(listener: (code: number | null) => void): void;
  /** `gently` lets the process shut down by itself. */
  kill(how: 'gently' | 'at-once'): void;
}

/** A child that does not exit within this time is killed. It must be less than the time allowed for quitting. */
const stopMs = 1_200;
/** A server that sends no report within this time has hung. */
const startMs = 20_000;

/** Wraps a server that was just started as a child process. */
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
      resolve(failed('SERVER_START_FAILED', `the server exited while starting (exit code ${code})`));
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
