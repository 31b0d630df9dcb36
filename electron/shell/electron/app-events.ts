import type { App } from 'electron';
import type { Clock } from '../../core/ports.ts';
import { linkAmong } from './system-links.ts';

/** macOS may say in this time after the app is ready that it was activated, and mean that it was launched. */
const LAUNCH_MS = 2_000;

export interface AppEventsOptions {
  app: Pick<App, 'on' | 'whenReady'>;
  clock: Clock;
  /** Whether the app opens its window at its start. */
  window: boolean;
  /** Brings the window to the front. */
  show(): void;
  /** A link that the system hands over, of whatever kind. */
  offer(link: string | undefined): void;
  quit(): void;
}

/** What the system asks of the app as a whole: its window, a link, its end. */
export function followApp({ app, clock, window, show, offer, quit }: AppEventsOptions): void {
  app.on('second-instance', (_event, args) => {
    show();
    offer(linkAmong(args));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    offer(linkAmong([url]));
  });
  // A click on the icon in the dock, but also the first launch (electron.d.ts, `App`, event `activate`): that one opens
  // no window when the user asked for none.
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
