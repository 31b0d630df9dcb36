import type { App, BrowserWindow, IpcMain, Menu, Protocol, Session, Shell, Tray } from 'electron';
import type { Client } from '../../core/client.ts';
import type { Activity, Log } from '../../core/ports.ts';
import { APP_URL, serveAppScheme } from './app-scheme.ts';
import { PageChannel } from './page-channel.ts';
import { guardPermissions } from './permissions.ts';
import { trayMenu, trayTitle } from './tray-menu.ts';
import { guardContents } from './window-guard.ts';

/** The parts of Electron that the app's window and tray are made of. */
export interface ElectronParts {
  app: Pick<App, 'on' | 'exit'>;
  ipc: IpcMain;
  protocol: Pick<Protocol, 'handle'>;
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;
  shell: Pick<Shell, 'openExternal'>;
  menu: Pick<typeof Menu, 'buildFromTemplate'>;
  /** Makes the window, hardened, not yet loaded. */
  createWindow(): BrowserWindow;
  /** Makes the tray's icon; undefined where the desktop has none. */
  createTray(): Tray | undefined;
}

export interface AppHostOptions {
  parts: ElectronParts;
  client: Client;
  log: Log;
  /** Folder of the built page. */
  pageFolder: string;
  /** Ends the app. */
  quit(): void;
}

/** Window and tray around the core, under Electron. */
export class AppHost {
  readonly #options: AppHostOptions;
  #window: BrowserWindow | null = null;
  #channel: PageChannel | null = null;
  #tray: Tray | undefined;

  constructor(options: AppHostOptions) {
    this.#options = options;
    const { parts, client, pageFolder } = options;
    serveAppScheme(parts.protocol, pageFolder);
    guardPermissions(parts.session, () => client.openingDevices);
    parts.app.on('web-contents-created', (_event, contents) => {
      guardContents(contents, (url) => {
        parts.shell.openExternal(url).catch(() => {});
      });
    });
    this.#tray = parts.createTray();
    this.#tray?.on('click', () => this.show());
    this.showActivity('signed-out');
  }

  /** Brings the window to the front; makes it when there is none. */
  show(): void {
    const window = this.#window ?? this.#open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  showActivity(activity: Activity): void {
    const { parts, client, quit } = this.#options;
    this.#tray?.setToolTip(trayTitle(activity));
    const template = trayMenu(activity, {
      open: () => this.show(),
      mute: () => client.mute(),
      leave: () => client.leave(),
      quit,
    });
    this.#tray?.setContextMenu(parts.menu.buildFromTemplate(template));
  }

  /** Idempotent. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#tray?.destroy();
    this.#tray = undefined;
    this.#window?.destroy();
    this.#window = null;
  }

  #open(): BrowserWindow {
    const { parts, client, log } = this.#options;
    const window = parts.createWindow();
    this.#window = window;
    this.#channel = new PageChannel({
      ...{ ipc: parts.ipc, contents: window.webContents, log },
      connect: (page) => client.connectPage(page),
    });
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => this.#closing(event));
    window.on('closed', () => {
      this.#channel?.close();
      this.#channel = null;
      this.#window = null;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      log.warn('the page crashed', { reason });
      if (reason !== 'clean-exit' && !window.isDestroyed()) window.reload();
    });
    window.loadURL(APP_URL).catch((error) => log.warn('the page did not load', { error: String(error) }));
    return window;
  }

  /** With a tray the window only hides: a call goes on. Without one, closing is quitting. */
  #closing(event: { preventDefault(): void }): void {
    event.preventDefault();
    if (this.#tray === undefined) this.#options.quit();
    else this.#window?.hide();
  }
}
