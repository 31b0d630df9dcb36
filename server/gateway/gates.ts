import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'socket.io';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { Backlogs } from './backlog.ts';
import { Gate } from './gate.ts';
import { type GatedWebSocket, gatedEngine } from './gated-web-socket.ts';
import { Newcomers } from './limits/newcomers.ts';
import { PersonLimits } from './limits/person-limits.ts';
import type { SampledLog } from './limits/sampled-log.ts';
import { sourceOf } from './limits/source.ts';

/** Limits for sockets that have not signed in. */
const NEWCOMERS = {
  fromOneSource: 512,
  inAll: 2_048,
  replaceableAfterMs: 2_000,
  arrivals: { burst: 2_000, perSecond: 200 },
};

/** One connection of Engine.IO. */
type Engine = Socket['conn'];

export interface GatesOptions {
  listener: Server;
  clock: Clock;
  metrics: Metrics;
  sampled: SampledLog;
}

/** One WebSocket with its gate, and with its Engine.IO connection once there is one. */
interface GatedConnection {
  gate: Gate;
  webSocket: GatedWebSocket;
  engine?: Engine;
}

/** Gives each WebSocket a {@link Gate}, and limits the data that its client does not read. */
export class Gates {
  /** For the Socket.IO option of the same name. */
  readonly wsEngine = gatedEngine((webSocket, request) => this.#arrive(webSocket, request));
  readonly #options: GatesOptions;
  readonly #newcomers: Newcomers;
  readonly #limits: PersonLimits;
  readonly #backlogs = new Backlogs();
  /** By the upgrade request, which all layers know. */
  readonly #connections = new WeakMap<IncomingMessage, GatedConnection>();

  constructor(options: GatesOptions) {
    this.#options = options;
    this.#newcomers = new Newcomers(options.listener, options.clock, NEWCOMERS);
    this.#limits = new PersonLimits(options.clock);
  }

  gateOf(request: IncomingMessage): Gate | undefined {
    return this.#connections.get(request)?.gate;
  }

  /** Engine.IO has accepted a WebSocket. */
  attach(engine: Engine): void {
    const connection = this.#connections.get(engine.request);
    if (connection === undefined) return;
    const { webSocket, gate } = connection;
    connection.engine = engine;
    const backlog = this.#backlogs.open({
      buffered: () => webSocket.bufferedAmount,
      drop: () => gate.close('unread'),
    });
    engine.on('packetCreate', ({ data }: { data?: unknown }) => {
      backlog.queued(typeof data === 'string' ? Buffer.byteLength(data) : 0);
    });
    engine.on('flush', () => backlog.flushed());
    engine.once('close', () => backlog.close());
  }

  #arrive(webSocket: GatedWebSocket, request: IncomingMessage): void {
    const { clock, metrics, sampled } = this.#options;
    const source = sourceOf(request.socket.remoteAddress);
    const gate = new Gate({
      limits: this.#limits,
      clock,
      answer: (ackId, reply) =>
        void this.#connections.get(request)?.engine?.write(`3${ackId}${JSON.stringify([reply])}`),
      refused: (code) => metrics.frameRefused(code),
      opened: () => this.#newcomers.signedIn(request.socket),
      close: (reason) => {
        metrics.connectionCut(reason);
        sampled.info(source, { reason }, 'connection cut');
        webSocket.terminate();
      },
    });
    this.#connections.set(request, { gate, webSocket });
    webSocket.letThrough = (data, isBinary) => gate.letThrough(data, isBinary);
    // Engine.IO has its own pings, so a correct client sends no WebSocket pings.
    webSocket.on('ping', () => gate.countRefusal());
    webSocket.on('pong', () => gate.countRefusal());
    webSocket.once('close', () => gate.close());
    request.socket.on('data', (chunk: Buffer) => gate.count(chunk.length));
  }
}
