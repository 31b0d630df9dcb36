import { EventEmitter } from 'node:events';
import type {
  AddRepresentationOptions,
  BrowserWindow,
  DesktopCapturerSource,
  IpcMain,
  MenuItemConstructorOptions,
  NativeImage,
  Session,
  Streams,
  WebContents,
} from 'electron';
import type { ElectronParts } from '../../../electron/shell/electron/app-host.ts';

/** Fake of `ipcMain`. */
class FakeIpc extends EventEmitter {
  /** Sends text as a frame does. @returns the text of each reply to that frame */
  send(channel: string, text: unknown, frame: object): string[] {
    const replies: string[] = [];
    this.emit(channel, { ...frame, reply: (_channel: string, reply: string) => replies.push(reply) }, text);
    return replies;
  }

  get asIpcMain(): IpcMain {
    return this as unknown as IpcMain;
  }
}

/** Fake of a window's `webContents`. */
class FakeContents extends EventEmitter {
  readonly sent: unknown[][] = [];
  destroyed = false;
  mainFrame = { url: 'parley-app://parley/' };
  openHandler: ((details: { url: string }) => unknown) | undefined;

  send(...message: unknown[]): void {
    this.sent.push(message);
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.openHandler = handler;
  }

  /**
   * Navigates the page. Events come in the documented order (Electron, docs/api/web-contents.md, "Navigation Events");
   * a prevented navigation stops there.
   * @param failure error code of `did-fail-load`, when Chromium shows its error page in place of the new one
   * @returns whether the navigation was prevented
   */
  navigate(url: string, { failure }: { failure?: number } = {}): boolean {
    let prevented = false;
    const event = {
      url,
      isMainFrame: true,
      isSameDocument: false,
      preventDefault: () => {
        prevented = true;
      },
    };
    this.emit('did-start-navigation', event);
    this.emit('will-navigate', event);
    if (prevented) return true;
    if (failure === undefined) this.emit('did-navigate', {}, url, 200, 'OK');
    else this.emit('did-fail-load', {}, failure, '', url, true, 1, 1);
    return false;
  }

  get asWebContents(): WebContents {
    return this as unknown as WebContents;
  }
}

/** Fake of a window. */
export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  visible = false;
  minimized = false;
  /** Description of the mark on the taskbar icon; empty without a mark. */
  overlay = '';
  destroyed = false;

  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }

  /** Lets the page paint (`BaseWindow`, event `ready-to-show`). */
  paint(): void {
    this.emit('ready-to-show');
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  minimize(): void {
    this.minimized = true;
  }

  restore(): void {
    this.minimized = false;
  }

  setOverlayIcon(image: NativeImage | null, description: string): void {
    this.overlay = image === null ? '' : description;
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
type DisplayMediaHandler = NonNullable<Parameters<Session['setDisplayMediaRequestHandler']>[0]>;

/** Fake of a `NativeImage`. */
export class FakeImage {
  readonly representations: AddRepresentationOptions[] = [];
  template = false;

  addRepresentation(representation: AddRepresentationOptions): void {
    this.representations.push(representation);
  }

  setTemplateImage(template: boolean): void {
    this.template = template;
  }

  isEmpty(): boolean {
    return this.representations.length === 0;
  }
}

/** Fake of a screen or window from `desktopCapturer`. */
export function fakeSource(id: string, name: string): DesktopCapturerSource {
  const thumbnail = { isEmpty: () => false, toJPEG: () => Buffer.from(id) };
  return { id, name, thumbnail } as unknown as DesktopCapturerSource;
}

/** Fake of the parts of Electron that the app's window and tray use. */
export class FakeElectron {
  readonly app = new EventEmitter();
  readonly ipc = new FakeIpc();
  /** Emits the events of the tray icon. */
  readonly tray = new EventEmitter();
  readonly windows: FakeWindow[] = [];
  readonly opened: string[] = [];
  menu: MenuItemConstructorOptions[] = [];
  toolTip = '';
  /** The icon that the tray shows now. */
  icon: FakeImage | undefined;
  badge = 0;
  /** Number of menus that were created. */
  menus = 0;
  sources: DesktopCapturerSource[] = [];
  /** Options of all calls of `desktopCapturer`. */
  readonly captures: object[] = [];
  serve: ((request: Request) => Promise<Response>) | undefined;
  request: RequestHandler | undefined;
  check: CheckHandler | undefined;
  displayMedia: DisplayMediaHandler | undefined;

  /** Requests a screen as the page would. @returns the granted streams, or null */
  async askForScreen(
    securityOrigin = 'parley-app://parley',
    frame: object | null = { url: 'parley-app://parley/', parent: null },
  ): Promise<Streams | null> {
    const request = { frame, securityOrigin, videoRequested: true, audioRequested: false, userGesture: true };
    return new Promise((resolve) => this.displayMedia?.(request as never, resolve));
  }

  /** Clicks an entry of the tray's menu. @throws if it is not enabled */
  click(label: string): void {
    const entry = this.menu.find((one) => one.label === label);
    if (entry?.enabled !== true) throw new Error(`"${label}" cannot be clicked`);
    (entry.click as () => void)();
  }

  /** @param withTray whether this desktop has a tray */
  parts(withTray: boolean): ElectronParts {
    const tray = Object.assign(this.tray, {
      setImage: (image: FakeImage) => {
        this.icon = image;
      },
      setToolTip: (text: string) => {
        this.toolTip = text;
      },
      setContextMenu: () => {},
      destroy: () => {},
    });
    return {
      app: Object.assign(this.app, {
        setBadgeCount: (count: number) => {
          this.badge = count;
        },
      }),
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
        setDisplayMediaRequestHandler: (handler: DisplayMediaHandler) => {
          this.displayMedia = handler;
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
          this.menus += 1;
          return {};
        },
      },
      createWindow: () => {
        const window = new FakeWindow();
        this.windows.push(window);
        this.app.emit('web-contents-created', {}, window.webContents);
        return window as unknown as BrowserWindow;
      },
      nativeImage: { createEmpty: () => new FakeImage() },
      capturer: {
        getSources: async (options: object) => {
          this.captures.push(options);
          return this.sources;
        },
      },
      createTray: () => {
        if (!withTray) throw new Error('no tray');
        return tray;
      },
    } as unknown as ElectronParts;
  }
}
