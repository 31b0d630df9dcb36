import type { App, Menu } from 'electron';
import { APP_ID } from '../app-identity.ts';
import { applicationMenu } from './app-menu.ts';
import { registerLinks } from './system-links.ts';

export interface AppRegistrationOptions {
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setAsDefaultProtocolClient'>;
  menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  platform: NodeJS.Platform;
  /** `process.execPath` and `process.argv` */
  execPath: string;
  argv: readonly string[];
}

/**
 * Registers the app's ID, its links and its menu with the system. Call it before the app is ready, so that Electron
 * creates no default menu.
 */
export function registerApp({ app, menu, platform, execPath, argv }: AppRegistrationOptions): void {
  // The installer gives `appId` to the shortcut in the Start menu. Windows identifies a program without a shortcut by
  // its path (Electron, "Notifications", Windows).
  if (platform === 'win32') app.setAppUserModelId(app.isPackaged ? APP_ID : execPath);
  registerLinks({ app, platform, execPath, argv });
  const template = applicationMenu(platform);
  menu.setApplicationMenu(template && menu.buildFromTemplate(template));
}
