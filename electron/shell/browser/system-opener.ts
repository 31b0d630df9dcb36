import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock } from '../../core/ports.ts';

/** Programs that open a URL with the user's browser or mail program. None of them passes it through a shell. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'],
};
const FREEDESKTOP = ['xdg-open'] as const;

/** If the opener still runs after this time, it has succeeded: it has become the browser. */
const openedMs = 5_000;

/** The part of a started program that is needed here. */
export interface OpenerProcess {
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number | null) => void): unknown;
}

export interface SystemOpenerOptions {
  platform: NodeJS.Platform;
  /** Starts a program without a shell. */
  start(command: string, args: string[]): OpenerProcess;
  clock: Clock;
}

/**
 * Opens a URL outside of Parley.
 * @param url must be checked by the caller, since it becomes an argument of a program
 * @throws ParleyError LINK_NOT_OPENED if the system has no program that opens links, or the program fails
 */
export function openWithSystem({ platform, start, clock }: SystemOpenerOptions, url: string): Promise<void> {
  const [command, ...args] = OPENERS[platform] ?? FREEDESKTOP;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new ParleyError('LINK_NOT_OPENED', `${command} did not open a link`, { cause }));
    const stopTimer = clock.after(openedMs, resolve);
    const opener = start(command, [...args, url]);
    opener.once('error', (error) => {
      stopTimer();
      fail(error);
    });
    opener.once('exit', (code) => {
      stopTimer();
      if (code === 0) resolve();
      else fail(new Error(`exit code ${code}`));
    });
  });
}
