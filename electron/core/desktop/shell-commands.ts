import { ParleyError } from '../../../protocol/errors.ts';
import type { ScreenPicker } from '../devices/screen-picker.ts';
import type { AttachedCommands, ShellPort } from '../ports.ts';
import { externalLink } from './external-links.ts';

/** The parts of the core that run the commands of this file. */
export interface ShellCommandParts {
  shell: Pick<ShellPort, 'openExternal' | 'showWindow'>;
  screenPicker: ScreenPicker;
}

const done = {};

/** The page's commands that need the shell. */
export function shellCommands({ shell, screenPicker }: ShellCommandParts) {
  return {
    'choose-screen': async ({ sourceId }) => {
      screenPicker.chosen(sourceId);
      return done;
    },
    'open-link': async ({ url }) => {
      const link = externalLink(url);
      try {
        await shell.openExternal(link);
      } catch (thrown) {
        throw ParleyError.from(thrown, 'LINK_NOT_OPENED');
      }
      return done;
    },
    'show-window': async () => {
      shell.showWindow();
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}
