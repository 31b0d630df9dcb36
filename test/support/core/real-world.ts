import { randomBytes } from 'node:crypto';
import { createServer as createNetServer, type Socket as NetSocket } from 'node:net';
import { io } from 'socket.io-client';
import { Client } from '../../../electron/core/client.ts';
import type { ServerChild } from '../../../electron/core/ports.ts';
import { socketSignaling } from '../../../electron/core/registration/socket-signaling.ts';
import { randomIds, systemClock } from '../../../electron/shell/environment.ts';
import { openMemory } from '../../../electron/shell/profile/message-database.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { AppState } from '../../../protocol/rpc/app-state.ts';
import { systemClock as serverClock } from '../../../server/clock.ts';
import { ServerConfig } from '../../../server/config/config.ts';
import { createListener } from '../../../server/gateway/listener.ts';
import { createLog } from '../../../server/log.ts';
import type { MediaPort } from '../../../server/media/media-port.ts';
import { startMediasoupMedia } from '../../../server/media/mediasoup-media.ts';
import { type RunningServer, startServer } from '../../../server/server.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { sharedSecrets } from '../program/local-secrets.ts';
import { until } from '../until.ts';
import { FakePage } from './fakes/fake-page.ts';
import { FakeProfileFiles } from './fakes/fake-shell.ts';

/** A person who is signed in, and their page. */
export interface User {
  client: Client;
  page: FakePage;
}

/** Waits until the state of a user is as expected. */
export function seen(
  { client }: User,
  what: string,
  accept: (state: AppState) => unknown,
): Promise<AppState> {
  return until(
    () => client.state,
    (state) => Boolean(accept(state)),
    { what },
  );
}

/** A real server in this process. @param port where it listens; any free port when absent. @param media the real SFU when absent */
async function realServer(port = 0, media?: MediaPort): Promise<RunningServer> {
  const config = ServerConfig.parse({
    port,
    mediaPort: 0,
    issueTokens: true,
    workers: 1,
    logLevel: 'silent',
  });
  const log = createLog(config.logLevel);
  const newId = () => randomBytes(16).toString('base64url');
  return startServer(config, {
    listener: createListener(config),
    openStore: () => openStore({ folder: undefined, newId, clock: serverClock, log }),
    media: media ?? (await startMediasoupMedia({ config, workers: 1, clock: serverClock, log })),
    clock: serverClock,
    log,
    version: '0.1.0',
    newId,
    newSecret: () => randomBytes(32),
    publishSecret: sharedSecrets.publish,
  });
}

/** A port that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const probe = createNetServer((socket: NetSocket) => socket.destroy());
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Real client cores whose embedded servers run in this process, and pages that play. */
export class RealWorld {
  readonly port: number;
  readonly servers: RunningServer[] = [];
  readonly #clients: Client[] = [];
  readonly #media: MediaPort | undefined;

  /** @param media the real SFU when absent */
  constructor(port: number, media?: MediaPort) {
    this.port = port;
    this.#media = media;
  }

  client(options: { serverUrl?: string; token?: string } = {}): Client {
    const log = { info: () => {}, warn: () => {} };
    const client = new Client(
      {
        shell: {
          kind: 'none',
          startServer: (env) => this.#child(Number(env.PARLEY_PORT)),
          showWindow: () => {},
          showStatus: () => {},
          openExternal: async () => {},
        },
        signaling: socketSignaling(io, log),
        files: new FakeProfileFiles(),
        messages: { store: openMemory() },
        secrets: sharedSecrets,
        fetch,
        clock: systemClock,
        ids: randomIds,
        log,
      },
      { version: '0.1.0', deviceName: 'test', port: this.port, ...options },
    );
    this.#clients.push(client);
    return client;
  }

  /** A person who is signed in, with a page that is attached. */
  async person(name: string): Promise<User> {
    const client = this.client();
    const page = new FakePage(client);
    page.sendInStays();
    await page.attach();
    await page.send('sign-in', { displayName: name as never });
    return { client, page };
  }

  /** A server of its own, which a client has to name. */
  async named(): Promise<RunningServer> {
    const server = await realServer(0, this.#media);
    this.servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await Promise.all(this.servers.map((server) => server.close()));
  }

  /** A server in this process in the place of a child process. */
  #child(port: number): ServerChild {
    const starting = realServer(port, this.#media);
    let gone = () => {};
    const exited = new Promise<void>((resolve) => {
      gone = resolve;
    });
    return {
      report: starting.then(
        (server) => {
          this.servers.push(server);
          return { type: 'listening', url: server.url };
        },
        (thrown) => ({ type: 'failed', error: ParleyError.from(thrown, 'SERVER_START_FAILED').toWire() }),
      ),
      exited,
      async stop() {
        await starting.then(
          (server) => server.close(),
          () => {},
        );
        gone();
      },
    };
  }
}
