import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ParleyError } from '../../../protocol/errors.ts';

/**
 * Version of the JSON files of a profile. Raise it with every change after which an older Parley would misread, lose or
 * refuse their content: for example a new ending in the history, or a new kind of entry.
 */
export const JSON_FORMAT = 1;
/** Version of `messages.db` (SQLite's `user_version`). */
export const MESSAGES_FORMAT = 1;
/** Key under which a file stores {@link JSON_FORMAT}. */
export const FORMAT_KEY = 'format';

const JSON_FILES = ['settings.json', 'history.json', 'conversations.json'];
const MESSAGES_FILE = 'messages.db';

/**
 * Refuses a profile that a newer Parley wrote, before anything in its folder is opened for writing. This function
 * ignores unreadable files: they are damaged, and are renamed when they are loaded.
 * @throws ParleyError STORE_NEWER with the file in its context
 */
export function refuseNewerData(folder: string): void {
  for (const name of JSON_FILES) {
    if (jsonFormat(path.join(folder, name)) > JSON_FORMAT) throw newerData(name);
  }
  if (messagesFormat(path.join(folder, MESSAGES_FILE)) > MESSAGES_FORMAT) throw newerData(MESSAGES_FILE);
}

function jsonFormat(file: string): number {
  try {
    const format: unknown = JSON.parse(readFileSync(file, 'utf8'))?.[FORMAT_KEY];
    return typeof format === 'number' ? format : 0;
  } catch {
    return 0;
  }
}

function messagesFormat(file: string): number {
  if (!existsSync(file)) return 0;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(database.prepare('PRAGMA user_version').get()?.user_version);
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}

/** The error for a file that a newer Parley wrote. @param file its name, without the folder */
export function newerData(file: string): ParleyError {
  return new ParleyError('STORE_NEWER', `a newer Parley wrote ${file}`, { context: { file } });
}

/** The message that the user reads in place of a window. */
export const NEWER_DATA_ADVICE =
  'A newer version of Parley wrote the data of this profile, and this version would damage it. Nothing was changed. ' +
  'Update this Parley, or start it with another profile: --profile NAME.';
