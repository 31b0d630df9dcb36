import { WebSocketServer } from 'ws';
import { PAGE_RELOAD_CODE } from '../../../protocol/rpc/envelope.ts';
import type { Client } from '../../core/client.ts';
import type { Log } from '../../core/ports.ts';
import { tracedPages } from '../trace/traced-ports.ts';
import type { AppWindow } from './app-window.ts';
import type { PageAccess } from './page-access.ts';
import { type AcceptUpgrade, acceptPageSockets, MAX_RPC_BYTES } from './page-socket.ts';

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
