import os from 'node:os';
import { io } from 'socket.io-client';
import { Client } from '../core/client.ts';
import type { Log, ShellPort } from '../core/ports.ts';
import { socketSignaling } from '../core/registration/socket-signaling.ts';
import { randomIds, systemClock } from './environment.ts';
import { type JsonFileOptions, profileFiles } from './profile/json-file.ts';
import { userSecrets } from './profile/local-secrets.ts';
import { openMessageDatabase } from './profile/message-database.ts';
import type { StartOptions } from './start-options.ts';
import { tracedSignaling } from './trace/traced-ports.ts';

/** What differs between the shells. */
export interface ClientParts {
  options: StartOptions;
  log: Log;
  shell: ShellPort;
  /** Opens one JSON file of the profile. */
  openFile: JsonFileOptions['open'];
  version: string;
}

/** Creates the core inside a shell: the half of the composition that both shells share. */
export function createClient({ options, log, shell, openFile, version }: ClientParts): Client {
  const { dataFolder, port, server, token, displayName } = options;
  return new Client(
    {
      shell,
      signaling: tracedSignaling(socketSignaling(io, log), log),
      files: profileFiles({ folder: dataFolder, open: openFile, now: systemClock.now }),
      messages: openMessageDatabase({ folder: dataFolder, now: systemClock.now }),
      secrets: userSecrets(),
      fetch,
      clock: systemClock,
      ids: randomIds,
      log,
    },
    { version, deviceName: os.hostname(), port, serverUrl: server, token, displayName },
  );
}
