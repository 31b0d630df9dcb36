import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock } from '../../core/ports.ts';

/** What opens an address with the user's own browser or mail program; none of them goes through a command line. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'],
};
const FREEDESKTOP = ['xdg-open'] as const;

/** An opener that still runs then has become the browser. */
const openedMs = 5_000;

/** A started program, as far as it is needed. */
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
 * Opens an address outside of Parley.
 * @param url checked: a program is given it as an argument
 * @throws ParleyError LINK_NOT_OPENED when the system has nothing that opens links, or it fails
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
