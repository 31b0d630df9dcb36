import type { App, BrowserWindow, Menu, NativeImage, nativeImage, Tray } from 'electron';
import type { Log, ShellStatus } from '../../../core/ports.ts';
import { type IconName, iconUrl } from './tray-icon.ts';
import { type TrayActions, trayMenu, trayTitle } from './tray-menu.ts';

/** The parts of Electron that the tray and the badge use. */
export interface TrayParts {
  app: Pick<App, 'setBadgeCount'>;
  menu: Pick<typeof Menu, 'buildFromTemplate'>;
  nativeImage: Pick<typeof nativeImage, 'createEmpty'>;
  /** Creates the tray's icon. @throws if the desktop has no tray */
  createTray(icon: NativeImage): Tray;
}

export interface AppTrayOptions {
  parts: TrayParts;
  platform: NodeJS.Platform;
  actions: TrayActions;
  log: Log;
}

/** The tray icon with its tooltip and menu, and the badge on the app's own icon (SPEC NOTE-4, NOTE-5). */
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
    // On macOS a click opens the menu and also raises this event (`mouseDown:` in shell/browser/ui/tray_icon_cocoa.mm).
    if (options.platform !== 'darwin') this.#tray?.on('click', () => options.actions.open());
    this.#draw(undefined);
  }

  /** Whether the icon was created. The desktop may still not show it. */
  get exists(): boolean {
    return this.#tray !== undefined && !this.#destroyed;
  }

  /** @param window the window whose taskbar icon gets the mark for waiting calls and messages (Windows) */
  show(status: ShellStatus, window: BrowserWindow | null): void {
    const before = this.#status;
    this.#status = status;
    this.#draw(before);
    this.showMark(window);
  }

  /** Sets or clears the mark on the taskbar icon (Windows). Call it for a window that is created later, too. */
  showMark(window: BrowserWindow | null): void {
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

  /** Updates only what changed: setting the menu again closes it while the user has it open. */
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

  /** Tray icons are 16 points high. Linux panels scale larger images down. */
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
    // macOS draws a template image black or white, to match the menu bar.
    if (platform === 'darwin') image.setTemplateImage(true);
    return image;
  }
}

function waitingOf({ missedCalls, unreadMessages }: ShellStatus): number {
  return missedCalls + unreadMessages;
}
