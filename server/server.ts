import type { NameAt } from './auth/issued-addresses.ts';
import { LocalSecret } from './auth/local-secret.ts';
import { createTokenIssuer } from './auth/token-issuer.ts';
import { keysFor } from './auth/token-keys.ts';
import { createTokenVerifier } from './auth/token-verifier.ts';
import { createFocus, type Focus } from './conferences/focus.ts';
import type { ServerConfig } from './config/config.ts';
import { HttpPages } from './gateway/http.ts';
import { Hub } from './gateway/hub.ts';
import { SampledLog } from './gateway/limits/sampled-log.ts';
import { listen, urlOf } from './gateway/listener.ts';
import type { ServerDeps } from './server-deps.ts';
import { Housekeeping } from './store/housekeeping.ts';
import type { Store } from './store/store.ts';

export interface RunningServer {
  /** The address at which clients reach it. */
  readonly url: string;
  readonly port: number;
  /** Notifies everyone, then closes sockets and workers. Idempotent. Resolves when everything is closed. */
  close(): Promise<void>;
}

/**
 * Starts to listen, opens the store and creates the parts. On failure it closes everything that was passed in.
 * @throws ParleyError SERVER_PORT_IN_USE, SERVER_CONFIG_INVALID, SERVER_START_FAILED
 */
export async function startServer(config: ServerConfig, deps: ServerDeps): Promise<RunningServer> {
  let store: Store | undefined;
  try {
    const port = await listen(deps.listener, config);
    // The store is opened only after the port, since another server may still be using both.
    store = deps.openStore();
    return openFor(config, { ...deps, store }, port);
  } catch (thrown) {
    deps.listener.close();
    store?.close();
    await deps.media.close();
    throw thrown;
  }
}

/** Synchronous, so that no connection can arrive before it is done. */
function openFor(config: ServerConfig, deps: ServerDeps & { store: Store }, port: number): RunningServer {
  const { clock, log, media, store } = deps;
  const url = urlOf(config, port);
  const focus = createFocus(config, deps, () => url);
  const local = openToThisUser(config, deps, port);
  const pages = acceptClients(config, { ...deps, localSecret: local?.secret }, focus);
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

/** Lets programs of this user recognize this server and get tokens from it (SPEC SEC-1). */
function openToThisUser(config: ServerConfig, deps: ServerDeps, port: number) {
  if (!config.issueTokens) return undefined;
  const bytes = deps.newSecret();
  const withdraw = deps.publishSecret(port, bytes);
  return { secret: new LocalSecret(bytes, deps.clock), withdraw };
}

/** Handles clients: HTTP pages and signaling sockets on one listener. */
function acceptClients(
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
  // Signaling only uses WebSockets. All plain requests, also for Socket.IO's path, are answered and counted here.
  listener.removeAllListeners('request');
  listener.on('request', (request, response) => void http.answer(request, response));
  return { http, hub };
}
