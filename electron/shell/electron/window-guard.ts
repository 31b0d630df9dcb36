import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import { externalLink } from '../../core/desktop/external-links.ts';
import { isOurPage } from './app-scheme.ts';

/** Same colours as `--page` in `renderer/views/ui/tokens.css`. */
const PAGE_COLOURS = { light: '#f4f6f9', dark: '#0e1218' };

export interface WindowLook {
  /** File of the preload script. */
  preload: string;
  /** File of the window's icon; undefined where the system uses the program's own. */
  icon?: string;
  /** The theme that the user chose. */
  theme: 'system' | 'light' | 'dark';
  systemIsDark: boolean;
  /** Whether Parley is installed: then it has no developer tools (DESK-5). */
  packaged: boolean;
}

/** Options of Parley's windows. A window stays hidden until its page has painted; its background is the page's colour. */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  const { preload, icon, theme, systemIsDark, packaged } = look;
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
  const options: BrowserWindowConstructorOptions = {
    width: 1120,
    height: 760,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Parley',
    backgroundColor: PAGE_COLOURS[isDark ? 'dark' : 'light'],
    webPreferences: {
      preload,
      devTools: !packaged,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
      // A hidden window continues a call and rings.
      backgroundThrottling: false,
    },
  };
  // Electron also reads an `icon` that is present and undefined.
  if (icon !== undefined) options.icon = icon;
  return options;
}

/** Prevents navigation, new windows and embedded contents (SEC-4). Web and mail links open outside of Parley. */
export function guardContents(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  openExternal: (url: string) => void,
): void {
  const openOutside = (address: string) => {
    try {
      openExternal(externalLink(address));
    } catch {
      // Links other than web and mail links are ignored.
    }
  };
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    // A reload is a navigation to the page's own URL.
    if (isOurPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
