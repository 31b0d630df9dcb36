import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ParleyError } from '../../protocol/errors.ts';
import type { ServerConfig } from '../config/config.ts';
import { isWildcard } from '../config/config-checks.ts';

/**
 * Time limits for clients in milliseconds: for the headers of a request, for the whole request, and until the next one.
 * A WebSocket has other limits after its upgrade.
 */
const TIME_LIMITS = {
  headersTimeout: 8_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const TLS_HANDSHAKE_MS = 8_000;
/** How long an HTTP connection may be idle, in milliseconds. */
const IDLE_MS = 15_000;
/** Requests on one HTTP connection. */
const MAX_REQUESTS_PER_SOCKET = 100;

/**
 * Creates the HTTP(S) server of a configuration. It does not listen yet.
 * @throws ParleyError SERVER_CONFIG_INVALID if the certificate or the key cannot be read or used
 */
export function createListener(config: ServerConfig): Server {
  const listener = openListener(config);
  listener.timeout = IDLE_MS;
  listener.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  return listener;
}

function openListener({ tlsCert, tlsKey }: ServerConfig): Server {
  if (tlsCert === undefined || tlsKey === undefined) return createServer(TIME_LIMITS);
  const cert = readPem('tlsCert', tlsCert);
  const key = readPem('tlsKey', tlsKey);
  try {
    return createTlsServer({
      ...TIME_LIMITS,
      cert,
      key,
      minVersion: 'TLSv1.2',
      handshakeTimeout: TLS_HANDSHAKE_MS,
    }) as unknown as Server;
  } catch (cause) {
    throw new ParleyError('SERVER_CONFIG_INVALID', 'tlsCert: certificate and key cannot be used together', {
      context: { key: 'tlsCert' },
      cause,
    });
  }
}

/**
 * Starts to listen. Resolves to the port.
 * @throws ParleyError SERVER_PORT_IN_USE with the port, SERVER_START_FAILED
 */
export function listen(listener: Server, { host, port }: ServerConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException) => reject(listenFailure(cause, host, port));
    listener.once('error', refuse);
    listener.listen(port, host, () => {
      listener.off('error', refuse);
      resolve((listener.address() as AddressInfo).port);
    });
  });
}

/** The URL at which clients reach this server, as far as it can know. */
export function urlOf(config: ServerConfig, port: number): string {
  if (config.publicUrl !== undefined) return config.publicUrl.replace(/\/$/, '');
  const scheme = config.tlsCert === undefined ? 'http' : 'https';
  const host = isWildcard(config.host) ? (config.mediaAnnouncedAddress ?? config.host) : config.host;
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function readPem(key: 'tlsCert' | 'tlsKey', path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new ParleyError('SERVER_CONFIG_INVALID', `${key}: the file ${path} cannot be read`, {
      context: { key },
      cause,
    });
  }
}

function listenFailure(cause: NodeJS.ErrnoException, host: string, port: number): ParleyError {
  if (cause.code === 'EADDRINUSE') {
    return new ParleyError('SERVER_PORT_IN_USE', 'the port is in use', { context: { port }, cause });
  }
  if (cause.code === 'EADDRNOTAVAIL') {
    return new ParleyError('SERVER_CONFIG_INVALID', `host: this machine has no address ${host}`, {
      context: { key: 'host' },
      cause,
    });
  }
  const code = cause.code ?? 'unknown';
  return new ParleyError('SERVER_START_FAILED', `the port cannot be opened (${code})`, {
    context: { port },
    cause,
  });
}
