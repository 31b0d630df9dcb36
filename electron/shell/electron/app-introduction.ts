import type { App, Menu } from 'electron';
import { APP_ID } from '../app-identity.ts';
import { applicationMenu } from './app-menu.ts';
import { registerLinks } from './system-links.ts';

export interface IntroductionOptions {
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setAsDefaultProtocolClient'>;
  menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  platform: NodeJS.Platform;
  /** `process.execPath` and `process.argv` */
  execPath: string;
  argv: readonly string[];
}

/** Who this app is to the system: its ID, its links, its menu. Before it is ready, so that Electron makes no menu. */
export function introduceApp({ app, menu, platform, execPath, argv }: IntroductionOptions): void {
  // The installer gives `appId` to the shortcut in the Start menu; without a shortcut a program is known by its path
  // (Electron, "Notifications", Windows).
  if (platform === 'win32') app.setAppUserModelId(app.isPackaged ? APP_ID : execPath);
  registerLinks({ app, platform, execPath, argv });
  const template = applicationMenu(platform);
  menu.setApplicationMenu(template && menu.buildFromTemplate(template));
}
