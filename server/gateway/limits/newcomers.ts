import type { Server, Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { BucketTable } from './bucket-table.ts';
import { sourceOf } from './source.ts';
import type { BucketSize } from './token-bucket.ts';

export interface NewcomerLimits {
  /** Sockets from one source address that have not signed in. A whole office may share one address. */
  fromOneSource: number;
  inAll: number;
  /** Age in milliseconds from which a socket is closed when a new one needs its place. */
  replaceableAfterMs: number;
  /** Sockets that one source may open: a whole office after a restart, and then some each second. */
  arrivals: BucketSize;
}

interface Newcomer {
  socket: Socket;
  source: string;
  sinceMs: number;
}

/**
 * Connections that have not signed in: silent sockets, HTTP requests, WebSockets without a token. Limits for each source
 * apply to these only, since all clients of an embedded server are at 127.0.0.1.
 */
export class Newcomers {
  readonly #clock: Clock;
  readonly #limits: NewcomerLimits;
  readonly #arrivals: BucketTable;
  /** By `address port` of the peer, since a TLS connection has several sockets. In order of arrival. */
  readonly #bySource = new Map<string, Map<string, Newcomer>>();
  #size = 0;

  constructor(listener: Server, clock: Clock, limits: NewcomerLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#arrivals = new BucketTable({ size: limits.arrivals, clock });
    listener.on('connection', (socket: Socket) => this.#arrive(socket));
    // With TLS, only the outer socket emits `close`.
    listener.on('secureConnection', (socket: Socket) => {
      const [source, key] = [sourceOf(socket.remoteAddress), keyOf(socket)];
      socket.once('close', () => this.#remove(source, key));
    });
  }

  /** This connection has signed in and is no longer a newcomer. */
  signedIn(socket: Socket): void {
    this.#remove(sourceOf(socket.remoteAddress), keyOf(socket));
  }

  #arrive(socket: Socket): void {
    const source = sourceOf(socket.remoteAddress);
    if (!this.#arrivals.take(source) || !this.#freeCapacity(source)) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    const newcomers = this.#bySource.get(source) ?? new Map<string, Newcomer>();
    this.#bySource.set(source, newcomers);
    newcomers.set(key, { socket, source, sinceMs: this.#clock.monotonicMs() });
    this.#size += 1;
    socket.once('close', () => this.#remove(source, key));
  }

  #freeCapacity(source: string): boolean {
    const own = this.#bySource.get(source);
    if (own !== undefined && own.size >= this.#limits.fromOneSource) return this.#closeOldest(own);
    if (this.#size < this.#limits.inAll) return true;
    const [fullest] = [...this.#bySource.values()].sort((one, other) => other.size - one.size);
    return fullest !== undefined && this.#closeOldest(fullest);
  }

  #closeOldest(newcomers: Map<string, Newcomer>): boolean {
    const oldest = newcomers.entries().next().value;
    if (oldest === undefined) return true;
    const [key, { socket, source, sinceMs }] = oldest;
    if (this.#clock.monotonicMs() - sinceMs < this.#limits.replaceableAfterMs) return false;
    this.#remove(source, key);
    socket.destroy();
    return true;
  }

  #remove(source: string, key: string): void {
    const newcomers = this.#bySource.get(source);
    if (newcomers === undefined || !newcomers.delete(key)) return;
    this.#size -= 1;
    if (newcomers.size === 0) this.#bySource.delete(source);
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
