import type { App } from 'electron';
import type { Clock } from '../../core/ports.ts';
import { findLink } from './system-links.ts';

/** An `activate` event of macOS within this time after `ready` means that the app was launched. */
const LAUNCH_MS = 2_000;

export interface AppEventsOptions {
  app: Pick<App, 'on' | 'whenReady'>;
  clock: Clock;
  /** Whether the app opens its window at its start. */
  window: boolean;
  /** Brings the window to the front. */
  show(): void;
  /** Handles a link that the system passed to the app; undefined when it passed none that Parley opens. */
  offer(link: string | undefined): void;
  quit(): void;
}

/** Handles the events of the app as a whole: show the window, open a link, quit. */
export function followApp({ app, clock, window, show, offer, quit }: AppEventsOptions): void {
  app.on('second-instance', (_event, args) => {
    show();
    offer(findLink(args));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    offer(findLink([url]));
  });
  // `activate` comes on a click on the dock icon, but also on the first launch (electron.d.ts, `App`, event `activate`).
  // The launch must not open a window when the user asked for none.
  let launching = !window;
  app.whenReady().then(() => {
    clock.after(LAUNCH_MS, () => {
      launching = false;
    });
  });
  app.on('activate', () => {
    if (!launching) show();
  });
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    quit();
  });
}
