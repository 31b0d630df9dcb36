import type { Server } from 'node:http';
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import type { MediaPort } from './media/media-port.ts';
import type { Store } from './store/store.ts';

/** What the composition root creates and passes in. */
export interface ServerDeps {
  /** It is not listening yet. This server closes it. */
  listener: Server;
  /** This server closes it. */
  media: MediaPort;
  /** Called once, after the server has its port. This server closes the store. @throws ParleyError SERVER_CONFIG_INVALID */
  openStore: () => Store;
  clock: Clock;
  log: Logger;
  /** An unguessable ID in the protocol's alphabet. */
  newId: () => string;
  /** 32 random bytes. */
  newSecret: () => Uint8Array;
  /**
   * Writes a secret where only programs of this user can read it, under the port of this server. Called if this server
   * issues tokens. @returns removes it @throws ParleyError DATA_UNSAFE, SERVER_START_FAILED
   */
  publishSecret: (port: number, secret: Uint8Array) => () => void;
  /** The program's version, for `/healthz`. */
  version: string;
}
