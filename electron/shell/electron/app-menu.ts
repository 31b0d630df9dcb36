import type { MenuItemConstructorOptions } from 'electron';

/**
 * The menu of the application (SPEC DESK-5). Only macOS has one that belongs to the application. Elsewhere there is
 * none: Electron's default menu reloads the page and opens developer tools by its keys (lib/browser/default-menu.ts).
 * Copying and pasting need no menu there.
 */
export function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] | null {
  if (platform !== 'darwin') return null;
  // Not `viewMenu`, which reloads.
  return [{ role: 'appMenu' }, { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
}
