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
 * Runs the start of the app. When it fails, the process ends and says why: an app that has no window and does not end
 * holds the profile, so that no other start can succeed. Who starts an installed app sees no terminal, but a dialog.
 */
export async function startOrEnd(start: () => Promise<void>, options: StartFailureOptions): Promise<void> {
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
      // Before the app is ready there is no box on Linux (electron.d.ts, `Dialog.showErrorBox`).
      await app.whenReady();
      dialog.showErrorBox('Parley could not start', reason);
    }
    app.exit(isUsage ? 2 : 1);
  }
}
