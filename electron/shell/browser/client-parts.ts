import Conf from 'conf';
import { io } from 'socket.io-client';
import { WebSocketServer } from 'ws';
import { PAGE_RELOAD_CODE } from '../../../protocol/rpc/envelope.ts';
import { Client } from '../../core/client.ts';
import type { Log, ShellPort } from '../../core/ports.ts';
import { socketSignaling } from '../../core/registration/socket-signaling.ts';
import { randomIds, systemClock } from '../environment.ts';
import { profileFiles } from '../profile/json-file.ts';
import { userSecrets } from '../profile/local-secrets.ts';
import { openMessageDatabase } from '../profile/message-database.ts';
import type { StartOptions } from '../start-options.ts';
import { tracedPages, tracedSignaling } from '../trace/traced-ports.ts';
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
      signaling: tracedSignaling(socketSignaling(io, log), log),
      files: profileFiles({
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

/** What connects pages to the core. */
export interface PageDoor {
  /** The upgrade handler for the page's HTTP server. */
  accept: AcceptUpgrade;
  /** Makes each connected page load itself again. */
  reloadPages(): void;
}

/** Connects pages to the core. */
export function acceptPages({ access, log, client, window }: PageParts): PageDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_RPC_BYTES });
  const accept = acceptPageSockets({
    sockets,
    access,
    log,
    connect: tracedPages((page) => client.connectPage(page), log),
    pagesChanged: (count) => window.pagesChanged(count),
  });
  return {
    accept,
    reloadPages: () => {
      for (const page of sockets.clients) page.close(PAGE_RELOAD_CODE, 'reload');
    },
  };
}
