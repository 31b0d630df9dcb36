import type { MenuItemConstructorOptions } from 'electron';

/**
 * The application's menu (SPEC DESK-5). Only macOS has one. On other systems Parley removes Electron's default menu,
 * whose shortcuts reload the page and open developer tools (lib/browser/default-menu.ts); copy and paste work there
 * without a menu.
 */
export function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] | null {
  if (platform !== 'darwin') return null;
  // No `viewMenu`: it has an entry that reloads the page.
  return [{ role: 'appMenu' }, { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
}
