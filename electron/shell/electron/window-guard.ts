import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import { externalLink } from '../../core/desktop/external-links.ts';
import { isOurPage } from './app-scheme.ts';

/** `--page` of `renderer/views/ui/tokens.css`. */
const PAGE_COLOURS = { light: '#f4f6f9', dark: '#0e1218' };

export interface WindowLook {
  /** File of the preload script. */
  preload: string;
  /** File of the picture that stands for the window; undefined where the system takes the program's own. */
  icon?: string | undefined;
  /** The user's choice, and what the system shows. */
  theme: 'system' | 'light' | 'dark';
  systemIsDark: boolean;
  /** An installed Parley has no developer tools (DESK-5). */
  packaged: boolean;
}

/** Options of every window of Parley. It is shown when there is something to see, in the page's own colour until then. */
export function windowOptions(look: WindowLook): BrowserWindowConstructorOptions {
  const { preload, icon, theme, systemIsDark, packaged } = look;
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
  return {
    width: 1120,
    height: 760,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Parley',
    backgroundColor: PAGE_COLOURS[isDark ? 'dark' : 'light'],
    ...(icon === undefined ? {} : { icon }),
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
      // A call goes on, and rings, in a window that is hidden.
      backgroundThrottling: false,
    },
  };
}

/** Keeps a page where it is: no navigation, no new windows, no embedded contents (SEC-4). */
export function guardContents(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  openExternal: (url: string) => void,
): void {
  const openOutside = (address: string) => {
    try {
      openExternal(externalLink(address));
    } catch {
      // What leads elsewhere than to web pages and mail leads nowhere.
    }
  };
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    // A reload is a navigation to where the page is already.
    if (isOurPage(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
