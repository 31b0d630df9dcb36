import { EventEmitter } from 'node:events';
import type { BrowserWindow, IpcMain, MenuItemConstructorOptions, Session, WebContents } from 'electron';
import type { ElectronParts } from '../../../electron/shell/electron/app-host.ts';

/** Plays `ipcMain`. */
export class FakeIpc extends EventEmitter {
  readonly handlers = new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>();

  handle(channel: string, listener: (event: unknown, ...args: unknown[]) => Promise<unknown>): void {
    if (this.handlers.has(channel)) throw new Error(`second handler for ${channel}`);
    this.handlers.set(channel, listener);
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }

  get asIpcMain(): IpcMain {
    return this as unknown as IpcMain;
  }
}

/** Plays the contents of a window. */
export class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  mainFrame = { url: 'parley-app://parley/' };
  openHandler: ((details: { url: string }) => unknown) | undefined;

  send(...message: unknown[]): void {
    this.sent.push(message);
  }

  isDestroyed(): boolean {
    return false;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler;
  }

  get asWebContents(): WebContents {
    return this as unknown as WebContents;
  }
}

/** Plays a window. */
export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  visible = false;
  destroyed = false;

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }

  isMinimized(): boolean {
    return false;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  show(): void {
    this.visible = true;
  }

  hide(): void {
    this.visible = false;
  }

  focus(): void {}

  destroy(): void {
    this.destroyed = true;
  }
}

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;

/** Plays Electron, as far as the app's window and tray need it. */
export class FakeElectron {
  readonly app = new EventEmitter();
  readonly ipc = new FakeIpc();
  readonly windows: FakeWindow[] = [];
  readonly opened: string[] = [];
  menu: MenuItemConstructorOptions[] = [];
  toolTip = '';
  serve: ((request: Request) => Promise<Response>) | undefined;
  request: RequestHandler | undefined;
  check: CheckHandler | undefined;

  /** @param withTray whether this desktop has a tray */
  parts(withTray: boolean): ElectronParts {
    const tray = Object.assign(new EventEmitter(), {
      setToolTip: (text: string) => {
        this.toolTip = text;
      },
      setContextMenu: () => {},
      destroy: () => {},
    });
    return {
      app: this.app,
      ipc: this.ipc.asIpcMain,
      protocol: {
        handle: (_scheme: string, serve: (request: Request) => Promise<Response>) => {
          this.serve = serve;
        },
      },
      session: {
        setPermissionRequestHandler: (handler: RequestHandler) => {
          this.request = handler;
        },
        setPermissionCheckHandler: (handler: CheckHandler) => {
          this.check = handler;
        },
      },
      shell: {
        openExternal: async (url: string) => {
          this.opened.push(url);
        },
      },
      menu: {
        buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
          this.menu = template;
          return {};
        },
      },
      createWindow: () => {
        const window = new FakeWindow();
        this.windows.push(window);
        this.app.emit('web-contents-created', {}, window.webContents);
        return window as unknown as BrowserWindow;
      },
      createTray: () => (withTray ? tray : undefined),
    } as unknown as ElectronParts;
  }
}
