import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { Newcomers } from '../../gateway/limits/newcomers.ts';
import { beginningOf } from './stun-frame.ts';

/** How long a connection may take until the worker has accepted its ICE password, in milliseconds. */
const ADMISSION_MS = 5_000;
/** Longest silence of a connection, in milliseconds. Participants send consent checks every few seconds (RFC 7675 §5.1). */
const IDLE_MS = 60_000;
/**
 * Limits for connections that the worker has not accepted yet. Each participant needs two, and a whole office may
 * reconnect at once.
 */
const NEWCOMERS = {
  fromOneSource: 256,
  inAll: 1_024,
  replaceableAfterMs: 1_000,
  arrivals: { burst: 512, perSecond: 100 },
};
/** Maximum number of connections. mediasoup keeps eight for each transport. */
const MAX_CONNECTIONS = 8_192;

export interface TcpFrontOptions {
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Where the worker listens. */
  worker: { host: string; port: number };
  clock: Clock;
}

/**
 * The public TCP port of one media worker. The worker itself would keep every connection open. So this reads the first
 * message, and closes a connection that does not start with a STUN request that the worker accepts in time.
 *
 *     arrived ──STUN request──► asking ──STUN success from the worker──► admitted
 *        └──── anything else, or too slow ───┴─► closed
 */
export class TcpFront {
  readonly port: number;
  readonly #options: TcpFrontOptions;
  readonly #server: Server;
  readonly #newcomers: Newcomers;
  readonly #clients = new Set<Socket>();

  private constructor(server: Server, options: TcpFrontOptions) {
    this.#server = server;
    this.#options = options;
    this.port = (server.address() as AddressInfo).port;
    this.#newcomers = new Newcomers(server, options.clock, NEWCOMERS);
    server.on('connection', (client: Socket) => this.#arrive(client));
  }

  /** Starts to listen. @throws Error the same as `listen` */
  static async open(options: TcpFrontOptions): Promise<TcpFront> {
    const server = createServer({ noDelay: true });
    server.maxConnections = MAX_CONNECTIONS;
    server.listen(options.port, options.host);
    await once(server, 'listening');
    return new TcpFront(server, options);
  }

  /** Closes the port and every connection. Idempotent. */
  close(): void {
    this.#server.close();
    for (const client of this.#clients) client.destroy();
  }

  #arrive(client: Socket): void {
    // The connection exceeded a limit of newcomers and was closed.
    if (client.destroyed) return;
    this.#clients.add(client);
    client.on('error', () => {});
    const stopTimer = this.#options.clock.after(ADMISSION_MS, () => client.destroy());
    client.once('close', () => {
      stopTimer();
      this.#clients.delete(client);
    });
    readBeginning(client, 'request', (request) => {
      this.#ask(client, request, () => {
        stopTimer();
        this.#newcomers.signedIn(client);
        client.setTimeout(IDLE_MS, () => client.destroy());
      });
    });
  }

  /** Forwards the request to the worker. After the first answer forwards everything in both directions. */
  #ask(client: Socket, request: Buffer, admitted: () => void): void {
    const worker = connect({ ...this.#options.worker, noDelay: true });
    worker.on('error', () => {});
    worker.once('close', () => client.destroy());
    client.once('close', () => worker.destroy());
    worker.write(request);
    readBeginning(worker, 'success', (answer) => {
      admitted();
      client.write(answer);
      // `pipe` handles backpressure. The handlers above close one socket when the other closes.
      client.pipe(worker);
      worker.pipe(client);
    });
  }
}

/** Reads the first message, pauses reading and passes on all bytes so far. Closes the socket if it is not as expected. */
function readBeginning(socket: Socket, expected: 'request' | 'success', done: (bytes: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const beginning = beginningOf(bytes);
    if (beginning === 'incomplete') return;
    socket.off('data', read);
    socket.pause();
    if (beginning === expected) done(bytes);
    else socket.destroy();
  };
  socket.on('data', read);
}
