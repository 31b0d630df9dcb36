import type { App, BrowserWindow, DesktopCapturer, IpcMain, Protocol, Session, Shell } from 'electron';
import type { Client } from '../../core/client.ts';
import type { Clock, Log, ShellStatus } from '../../core/ports.ts';
import { tracedPages } from '../trace/traced-ports.ts';
import { APP_URL, serveAppScheme } from './app-scheme.ts';
import { FirstShow } from './first-show.ts';
import { PageChannel } from './page-channel.ts';
import { guardPermissions } from './permissions.ts';
import { serveScreens } from './screen-sources.ts';
import { AppTray, type TrayParts } from './tray/app-tray.ts';
import type { TrayActions } from './tray/tray-menu.ts';
import { guardContents } from './window-guard.ts';

/** The parts of Electron that the app's window and tray are made of. */
export interface ElectronParts extends TrayParts {
  app: Pick<App, 'on' | 'exit' | 'setBadgeCount'>;
  ipc: IpcMain;
  protocol: Pick<Protocol, 'handle'>;
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDisplayMediaRequestHandler'
  >;
  capturer: Pick<DesktopCapturer, 'getSources'>;
  shell: Pick<Shell, 'openExternal'>;
  /** Creates the window with hardened options. It has not loaded a page yet. */
  createWindow(): BrowserWindow;
}

export interface AppHostOptions {
  parts: ElectronParts;
  client: Client;
  clock: Clock;
  log: Log;
  /** Folder of the built page. */
  pageFolder: string;
  platform: NodeJS.Platform;
  /** Whether listing the screen sources opens a dialog of the system, in which the user chooses. */
  portal: boolean;
  /** Whether the desktop shows a tray now, from which the user can reopen a hidden window. Never rejects. */
  trayShown(): Promise<boolean>;
  /** Ends the app. */
  quit(): void;
}

/** Window and tray around the core, under Electron. */
export class AppHost {
  readonly #options: AppHostOptions;
  #window: BrowserWindow | null = null;
  #firstShow: FirstShow | null = null;
  #channel: PageChannel | null = null;
  readonly #tray: AppTray;

  constructor(options: AppHostOptions) {
    this.#options = options;
    const { parts, client, log, pageFolder, platform, portal } = options;
    const { session, capturer } = parts;
    serveAppScheme(parts.protocol, pageFolder);
    guardPermissions(session, {
      device: (source) => client.mayOpen(source),
      screen: () => client.screens.opening,
    });
    serveScreens({ session, capturer, portal, log, screens: client.screens });
    parts.app.on('web-contents-created', (_event, contents) => {
      guardContents(contents, (url) => {
        parts.shell.openExternal(url).catch(() => {});
      });
    });
    const actions = trayActions(options, () => this.show());
    this.#tray = new AppTray({ parts, platform, actions, log }, client.status);
  }

  /** Brings the window to the front, and creates it first when there is none. */
  show(): void {
    if (this.#window === null) this.#open();
    this.#firstShow?.show();
  }

  showStatus(status: ShellStatus): void {
    this.#tray.show(status, this.#window);
  }

  /** Idempotent. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#tray.close();
    this.#window?.destroy();
    this.#firstShow = null;
    this.#window = null;
  }

  #open(): void {
    const { parts, client, clock, log } = this.#options;
    const window = parts.createWindow();
    this.#window = window;
    this.#firstShow = new FirstShow(window, clock);
    this.#channel = new PageChannel({
      ipc: parts.ipc,
      contents: window.webContents,
      log,
      connect: tracedPages((page) => client.connectPage(page), log),
    });
    this.#tray.showMark(window);
    window.on('close', (event) => {
      event.preventDefault();
      void this.#hideOrQuit(window);
    });
    window.on('closed', () => {
      this.#channel?.close();
      this.#channel = null;
      this.#firstShow = null;
      this.#window = null;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      log.warn('the page crashed', { reason });
      if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload();
    });
    window.loadURL(APP_URL).catch((error) => log.warn('the page did not load', { error: String(error) }));
  }

  /**
   * Handles the user closing the window (NOTE-5). If the desktop shows a tray, the window hides and a call continues.
   * Without a tray the window is minimised during a call or conference; otherwise Parley quits.
   */
  async #hideOrQuit(window: BrowserWindow): Promise<void> {
    const { client, quit, trayShown } = this.#options;
    const canHide = this.#tray.exists && (await trayShown());
    if (this.#window !== window) return;
    if (canHide) window.hide();
    else if (client.status.busy) window.minimize();
    else quit();
  }
}

/** Actions of the tray's menu: the same commands as in the page. Answer also opens the window. */
function trayActions({ client, quit }: AppHostOptions, open: () => void): TrayActions {
  const { controls } = client;
  return {
    answer: () => {
      open();
      void controls.answer();
    },
    decline: () => controls.decline(),
    mute: () => controls.mute(),
    leave: () => controls.leave(),
    open,
    quit,
  };
}
