import type { App, BrowserWindow, Menu, NativeImage, nativeImage, Tray } from 'electron';
import type { Log, ShellStatus } from '../../../core/ports.ts';
import { type IconName, iconUrl } from './tray-icon.ts';
import { type TrayActions, trayMenu, trayTitle } from './tray-menu.ts';

/** The parts of Electron that tray and badge are made of. */
export interface TrayParts {
  app: Pick<App, 'setBadgeCount'>;
  menu: Pick<typeof Menu, 'buildFromTemplate'>;
  nativeImage: Pick<typeof nativeImage, 'createEmpty'>;
  /** Makes the tray's icon. @throws where the desktop has none */
  createTray(icon: NativeImage): Tray;
}

export interface AppTrayOptions {
  parts: TrayParts;
  platform: NodeJS.Platform;
  actions: TrayActions;
  log: Log;
}

/** The icon in the tray with its words and menu, and the badge on the app's own icon (SPEC NOTE-4, NOTE-5). */
export class AppTray {
  readonly #options: AppTrayOptions;
  readonly #icons = new Map<IconName, NativeImage>();
  readonly #tray: Tray | undefined;
  #status: ShellStatus;
  #destroyed = false;

  constructor(options: AppTrayOptions, status: ShellStatus) {
    this.#options = options;
    this.#status = status;
    this.#tray = this.#create();
    // On macOS a click opens the menu, and is an event as well (`mouseDown:` in shell/browser/ui/tray_icon_cocoa.mm).
    if (options.platform !== 'darwin') this.#tray?.on('click', () => options.actions.open());
    this.#draw(undefined);
  }

  /** Whether there is an icon; whether the desktop shows it is another matter. */
  get made(): boolean {
    return this.#tray !== undefined && !this.#destroyed;
  }

  /** @param window on whose taskbar icon Windows marks that something waits */
  show(status: ShellStatus, window: BrowserWindow | null): void {
    const before = this.#status;
    this.#status = status;
    this.#draw(before);
    this.mark(window);
  }

  /** A window that is made later gets the mark as well. */
  mark(window: BrowserWindow | null): void {
    if (this.#options.platform !== 'win32' || window === null) return;
    const waiting = waitingOf(this.#status) > 0;
    window.setOverlayIcon(waiting ? this.#icon('waiting') : null, waiting ? trayTitle(this.#status) : '');
  }

  /** Idempotent. */
  close(): void {
    if (!this.#destroyed) this.#tray?.destroy();
    this.#destroyed = true;
  }

  #create(): Tray | undefined {
    const icon = this.#icon(this.#status.activity);
    if (icon.isEmpty()) return undefined;
    try {
      return this.#options.parts.createTray(icon);
    } catch (thrown) {
      this.#options.log.warn('there is no tray', { thrown: String(thrown) });
      return undefined;
    }
  }

  /** Only what changed: a menu that is set again closes under the user's pointer. */
  #draw(before: ShellStatus | undefined): void {
    if (this.#destroyed) return;
    const { parts, actions } = this.#options;
    const status = this.#status;
    const changed = (part: (of: ShellStatus) => unknown) =>
      before === undefined || JSON.stringify(part(before)) !== JSON.stringify(part(status));
    if (changed(({ activity }) => activity)) this.#tray?.setImage(this.#icon(status.activity));
    if (changed(trayTitle)) this.#tray?.setToolTip(trayTitle(status));
    if (changed(({ can }) => can)) {
      this.#tray?.setContextMenu(parts.menu.buildFromTemplate(trayMenu(status, actions)));
    }
    if (changed(waitingOf)) parts.app.setBadgeCount(waitingOf(status));
  }

  #icon(name: IconName): NativeImage {
    const made = this.#icons.get(name) ?? this.#makeIcon(name);
    this.#icons.set(name, made);
    return made;
  }

  /** Trays are 16 points high, but for Linux, where panels scale down what they are given. */
  #makeIcon(name: IconName): NativeImage {
    const { parts, platform } = this.#options;
    const image = parts.nativeImage.createEmpty();
    if (platform === 'linux') {
      image.addRepresentation({ scaleFactor: 1, dataURL: iconUrl(name, 32) });
      return image;
    }
    for (const scaleFactor of [1, 2]) {
      image.addRepresentation({ scaleFactor, dataURL: iconUrl(name, 16 * scaleFactor) });
    }
    // macOS draws it black or white, as the menu bar needs it.
    if (platform === 'darwin') image.setTemplateImage(true);
    return image;
  }
}

function waitingOf({ missedCalls, unreadMessages }: ShellStatus): number {
  return missedCalls + unreadMessages;
}
