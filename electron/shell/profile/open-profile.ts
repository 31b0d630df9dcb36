import path from 'node:path';
import type { Log } from '../../core/ports.ts';
import { systemClock } from '../environment.ts';
import type { StartOptions } from '../start-options.ts';
import { textLog } from '../text-log.ts';
import { openDataFolder } from './data-folder.ts';
import { LogFile } from './log-file.ts';

/** Prints a step with its time of day. */
function printStep(line: string): void {
  process.stderr.write(`${new Date(systemClock.now()).toISOString().slice(11, 23)} ${line}\n`);
}

/**
 * Opens the data folder of a profile and its log.
 * @returns the options with the real path of the folder
 * @throws ParleyError DATA_UNSAFE if other users can access the folder or what Parley writes there
 */
export function openProfile(options: StartOptions): { options: StartOptions; log: Log } {
  const tightened: string[] = [];
  const dataFolder = openDataFolder(options.dataFolder, {
    named: options.dataFolderNamed,
    uid: process.getuid?.(),
    tightened: (file) => tightened.push(file),
  });
  const file = new LogFile(path.join(dataFolder, 'logs', 'parley.log'), systemClock);
  const log = textLog((line) => file.write(line), { trace: options.trace ? printStep : undefined });
  for (const file of tightened)
    log.warn('other users could read or change this file; that is now fixed', { file });
  return { options: { ...options, dataFolder }, log };
}
