import path from 'node:path';
import type { Log } from '../../core/ports.ts';
import { systemClock } from '../environment.ts';
import type { StartOptions } from '../start-options.ts';
import { textLog } from '../text-log.ts';
import { openDataFolder } from './data-folder.ts';
import { LogFile } from './log-file.ts';

/**
 * Opens the data folder of a profile, and the log in it.
 * @returns the options with the real path of the folder
 * @throws ParleyError DATA_UNSAFE when the folder, or what Parley writes there, is not this user's only
 */
export function openProfile(options: StartOptions): { options: StartOptions; log: Log } {
  const tightened: string[] = [];
  const dataFolder = openDataFolder(options.dataFolder, {
    named: options.dataFolderNamed,
    uid: process.getuid?.(),
    tightened: (place) => tightened.push(place),
  });
  const file = new LogFile(path.join(dataFolder, 'logs', 'parley.log'), systemClock);
  const log = textLog((line) => file.write(line));
  for (const place of tightened)
    log.warn('other users could read or change this, and no longer can', { place });
  return { options: { ...options, dataFolder }, log };
}
