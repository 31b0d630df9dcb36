import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The path of a command on PATH, or undefined. */
export function findCommand(name, { env = process.env, executable = isExecutable } = {}) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find(executable);
}

/** Whether a file exists and can be executed. */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
