import { createHmac } from 'node:crypto';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepPrivate } from '../../../protocol/local/private-places.ts';
import { localSecretFile } from '../../../protocol/local/user-folder.ts';
import type { LocalSecrets } from '../../core/ports.ts';

export interface LocalSecretsOptions {
  /** File with the secret of this user's server at a port. */
  fileAt(port: number): string;
  /** ID of this user; undefined on Windows. */
  uid: number | undefined;
}

/** The secrets of this user's servers. They are read at every use, because each run of a server has a new one. */
export function localSecrets({ fileAt, uid }: LocalSecretsOptions): LocalSecrets {
  const read = (file: string) => {
    const options = { files: fs, uid, strict: true };
    if (!keepPrivate(path.dirname(file), 'folder', options) || !keepPrivate(file, 'file', options))
      return undefined;
    return Buffer.from(fs.readFileSync(file, 'utf8'), 'base64url');
  };
  return {
    sign(port, text) {
      const secret = read(fileAt(port));
      return secret && createHmac('sha256', secret).update(text).digest('base64url');
    },
  };
}

/** The secrets of the user that this process runs as. */
export function userSecrets(): LocalSecrets {
  const places = { env: process.env, platform: process.platform, home: os.homedir() };
  return localSecrets({ fileAt: (port) => localSecretFile(places, port), uid: process.getuid?.() });
}
