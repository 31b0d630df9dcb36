import Conf from 'conf';
import { io } from 'socket.io-client';
import { WebSocketServer } from 'ws';
import { Client } from '../../core/client.ts';
import type { Log, ShellPort } from '../../core/ports.ts';
import { socketSignaling } from '../../core/registration/socket-signaling.ts';
import { randomIds, systemClock } from '../environment.ts';
import { keptFiles } from '../profile/json-file.ts';
import { userSecrets } from '../profile/local-secrets.ts';
import { openMessageDatabase } from '../profile/message-database.ts';
import type { StartOptions } from '../start-options.ts';
import type { AppWindow } from './app-window.ts';
import type { PageAccess } from './page-access.ts';
import { type AcceptUpgrade, acceptPageSockets, MAX_RPC_BYTES } from './page-socket.ts';

/*
 * The half of the composition root that loads slowly. It is loaded while Chromium starts, before the page sends its
 * first request.
 */

export interface ClientParts {
  options: StartOptions;
  log: Log;
  shell: Pick<ShellPort, 'startServer' | 'showWindow' | 'openExternal'>;
  version: string;
  deviceName: string;
}

/** Creates the core inside this shell. */
export function createClient({ options, log, shell, version, deviceName }: ClientParts): Client {
  const { dataFolder, port, server, token, displayName } = options;
  return new Client(
    {
      // This shell has no tray, and the page shows its notifications itself.
      shell: { ...shell, kind: options.shell, showStatus: () => {} },
      signaling: socketSignaling(io, log),
      files: keptFiles({
        folder: dataFolder,
        open: ({ folder, name }) => new Conf({ cwd: folder, configName: name, configFileMode: 0o600 }),
        now: systemClock.now,
      }),
      messages: openMessageDatabase({ folder: dataFolder, now: systemClock.now }),
      secrets: userSecrets(),
      fetch,
      clock: systemClock,
      ids: randomIds,
      log,
    },
    {
      version,
      deviceName,
      port,
      serverUrl: server,
      token,
      displayName,
    },
  );
}

export interface PageParts {
  access: PageAccess;
  log: Log;
  client: Client;
  window: AppWindow;
}

/** Connects pages to the core. @returns the upgrade handler for the page's HTTP server */
export function acceptPages({ access, log, client, window }: PageParts): AcceptUpgrade {
  return acceptPageSockets({
    sockets: new WebSocketServer({ noServer: true, maxPayload: MAX_RPC_BYTES }),
    access,
    log,
    connect: (page) => client.connectPage(page),
    pagesChanged: (count) => window.pagesChanged(count),
  });
}
