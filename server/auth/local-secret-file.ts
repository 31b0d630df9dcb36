import * as fs from 'node:fs';
import path from 'node:path';
import { ParleyError } from '../../protocol/errors.ts';
import { keepPrivate } from '../../protocol/local/private-places.ts';

/**
 * Writes the secret of this run to a file that only this user can read, replacing the secret of an earlier run.
 * @returns a function that removes the file, unless another server has replaced it
 * @throws ParleyError DATA_UNSAFE, SERVER_START_FAILED if it cannot be written
 */
export function writeLocalSecret(file: string, secret: Uint8Array): () => void {
  const folder = path.dirname(file);
  const draft = `${file}.${process.pid}`;
  const text = Buffer.from(secret).toString('base64url');
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    keepPrivate(folder, 'folder', { files: fs, uid: process.getuid?.() });
    fs.rmSync(draft, { force: true });
    fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    // Replaces an existing file or link.
    fs.renameSync(draft, file);
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    throw new ParleyError('SERVER_START_FAILED', `${folder} cannot be written to`, { cause });
  }
  return () => removeSecret(file, text);
}

function removeSecret(file: string, text: string): void {
  try {
    if (fs.readFileSync(file, 'utf8') !== text) return;
    fs.rmSync(file);
    // Fails unless the folder is empty.
    fs.rmdirSync(path.dirname(file));
  } catch {
    // The file is gone already, or the folder also contains the database.
  }
}
