import type { App, Dialog } from 'electron';
import { ParleyError } from '../../../protocol/errors.ts';
import { NEWER_DATA_ADVICE } from '../profile/data-format.ts';
import { UsageError } from '../start-options.ts';

export interface StartFailureOptions {
  app: Pick<App, 'exit' | 'isPackaged' | 'whenReady'>;
  dialog: Pick<Dialog, 'showErrorBox'>;
  /** Writes a line to the terminal. */
  say(line: string): void;
}

/**
 * Runs the start of the app. If it fails, the process prints why and exits: an app that stayed without a window would
 * block the profile for every later start. An installed app shows a dialog as well, since its user sees no terminal.
 */
export async function startOrExit(start: () => Promise<void>, options: StartFailureOptions): Promise<void> {
  const { app, dialog, say } = options;
  try {
    await start();
  } catch (thrown) {
    const isUsage = thrown instanceof UsageError;
    const isNewer = thrown instanceof ParleyError && thrown.code === 'STORE_NEWER';
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    const reason = isNewer ? NEWER_DATA_ADVICE : cause;
    say(isUsage || isNewer ? reason : `Parley could not start: ${reason}`);
    if (app.isPackaged) {
      // On Linux the box does not show before the app is ready (electron.d.ts, `Dialog.showErrorBox`).
      await app.whenReady();
      dialog.showErrorBox('Parley could not start', reason);
    }
    app.exit(isUsage ? 2 : 1);
  }
}
