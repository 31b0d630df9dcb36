import type { Server } from 'node:http';
import type { NameAt } from './auth/issued-addresses.ts';
import { LocalSecret } from './auth/local-secret.ts';
import { createTokenIssuer } from './auth/token-issuer.ts';
import { keysFor } from './auth/token-keys.ts';
import { createTokenVerifier } from './auth/token-verifier.ts';
import type { Clock } from './clock.ts';
import { createFocus, type Focus } from './conferences/focus.ts';
import type { ServerConfig } from './config/config.ts';
import { HttpPages } from './gateway/http.ts';
import { Hub } from './gateway/hub.ts';
import { SampledLog } from './gateway/limits/sampled-log.ts';
import { listen, urlOf } from './gateway/listener.ts';
import type { Logger } from './log.ts';
import type { MediaPort } from './media/media-port.ts';
import { Housekeeping } from './store/housekeeping.ts';
import type { Store } from './store/store.ts';

/** What only the composition root makes. */
export interface ServerDeps {
  /** Not listening yet; this server closes it. */
  listener: Server;
  /** This server closes it. */
  media: MediaPort;
  /** Called once, when the port is this server's own. This server closes it. @throws ParleyError SERVER_CONFIG_INVALID */
  openStore: () => Store;
  clock: Clock;
  log: Logger;
  /** An unguessable ID of the protocol's alphabet. */
  newId: () => string;
  /** 32 random bytes. */
  newSecret: () => Uint8Array;
  /**
   * Puts a secret where only programs of this user find it, by the port of this server. Called when this server issues
   * tokens. The function returned takes it away again. @throws ParleyError DATA_UNSAFE, SERVER_START_FAILED
   */
  publishSecret: (port: number, secret: Uint8Array) => () => void;
  /** Of the program, as `/healthz` tells it. */
  version: string;
}

export interface RunningServer {
  /** By which clients reach it. */
  readonly url: string;
  readonly port: number;
  /** Tells everyone, then closes sockets and workers. Idempotent; resolves when all of it is gone. */
  close(): Promise<void>;
}

/**
 * Listens, opens the store and puts the parts together. On failure everything that was passed in is closed.
 * @throws ParleyError SERVER_PORT_IN_USE, SERVER_CONFIG_INVALID, SERVER_START_FAILED
 */
export async function startServer(config: ServerConfig, deps: ServerDeps): Promise<RunningServer> {
  let store: Store | undefined;
  try {
    const port = await listen(deps.listener, config);
    // Only whoever has the port may take the store: another server may still be using both.
    store = deps.openStore();
    return openFor(config, { ...deps, store }, port);
  } catch (thrown) {
    deps.listener.close();
    store?.close();
    await deps.media.close();
    throw thrown;
  }
}

/** No connection can come in before this is done: nothing in it waits. */
function openFor(config: ServerConfig, deps: ServerDeps & { store: Store }, port: number): RunningServer {
  const { clock, log, media, store } = deps;
  const url = urlOf(config, port);
  const focus = createFocus(config, deps, () => url);
  const local = openToThisUser(config, deps, port);
  const pages = openDoors(config, { ...deps, localSecret: local?.secret }, focus);
  const housekeeping = new Housekeeping({ store, clock, log, messagesKeptDays: config.messagesKeptDays });
  let closed: Promise<void> | undefined;
  const close = async () => {
    pages.http.announceClosing();
    focus.registration.close();
    focus.escalations.close();
    focus.conferences.close();
    focus.invitations.close();
    focus.refers.close();
    await pages.hub.close();
    housekeeping.close();
    store.close();
    await media.close();
    local?.withdraw();
    log.info('server closed');
  };
  log.info({ url, workers: media.workerCount }, 'server listening');
  return {
    url,
    port,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** Programs of this user can know this server, and get tokens from it (SPEC SEC-1). */
function openToThisUser(config: ServerConfig, deps: ServerDeps, port: number) {
  if (!config.issueTokens) return undefined;
  const bytes = deps.newSecret();
  const withdraw = deps.publishSecret(port, bytes);
  return { secret: new LocalSecret(bytes, deps.clock), withdraw };
}

/** How clients get in: HTTP pages and signaling sockets on one listener. */
function openDoors(
  config: ServerConfig,
  deps: ServerDeps & { store: Store; localSecret: LocalSecret | undefined },
  state: Focus,
) {
  const { clock, log, listener, localSecret } = deps;
  const { metrics, registration, handlers } = state;
  const keys = keysFor(config, deps.newSecret);
  const nameAt: NameAt = (address) => deps.store.people.find(address)?.displayName;
  const issuer =
    config.issueTokens && keys.kind === 'secret'
      ? createTokenIssuer({ secret: keys.secret, config, clock, nameAt })
      : undefined;
  const { publicMetrics } = config;
  const http = new HttpPages({
    version: deps.version,
    metrics,
    publicMetrics,
    issuer,
    localSecret,
    clock,
    log,
  });
  const hub = new Hub({
    listener,
    verifier: createTokenVerifier({ keys, config, clock }),
    connection: { registration, handlers, metrics, clock, log, sampled: new SampledLog(log, clock) },
  });
  // Signaling is WebSocket alone: all plain requests, those under Socket.IO's path too, are answered and counted here.
  listener.removeAllListeners('request');
  listener.on('request', (request, response) => void http.answer(request, response));
  return { http, hub };
}
