import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import { externalLink } from '../../core/external-links.ts';
import { isOurPage } from './app-scheme.ts';

/** Options of every window of Parley. @param preload file of the preload script */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1120,
    height: 760,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Parley',
    webPreferences: {
      preload,
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
