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

/** Sockets to the listener that have not signed in. */
const NEWCOMERS = {
  fromOneSource: 512,
  inAll: 2_048,
  makesRoomMs: 2_000,
  arrivals: { burst: 2_000, perSecond: 200 },
};

/** One connection of Engine.IO. */
type Engine = Socket['conn'];

export interface GatehouseOptions {
  listener: Server;
  clock: Clock;
  metrics: Metrics;
  sampled: SampledLog;
}

/** One WebSocket, what stands before it, and what carries it once Engine.IO has it. */
interface Door {
  gate: Gate;
  webSocket: GatedWebSocket;
  engine?: Engine;
}

/** Puts a {@link Gate} before each WebSocket, and watches what its client does not read. */
export class Gatehouse {
  /** For the option of Socket.IO. */
  readonly wsEngine = gatedEngine((webSocket, request) => this.#arrive(webSocket, request));
  readonly #options: GatehouseOptions;
  readonly #newcomers: Newcomers;
  readonly #limits: PersonLimits;
  readonly #backlogs = new Backlogs();
  /** By the request that asked for the WebSocket: it is what all layers above know. */
  readonly #doors = new WeakMap<IncomingMessage, Door>();

  constructor(options: GatehouseOptions) {
    this.#options = options;
    this.#newcomers = new Newcomers(options.listener, options.clock, NEWCOMERS);
    this.#limits = new PersonLimits(options.clock);
  }

  gateOf(request: IncomingMessage): Gate | undefined {
    return this.#doors.get(request)?.gate;
  }

  /** Engine.IO has the WebSocket of one of our gates now. */
  attach(engine: Engine): void {
    const door = this.#doors.get(engine.request);
    if (door === undefined) return;
    const { webSocket, gate } = door;
    door.engine = engine;
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
        void this.#doors.get(request)?.engine?.write(`3${ackId}${JSON.stringify([reply])}`),
      refused: (code) => metrics.frameRefused(code),
      opened: () => this.#newcomers.signedIn(request.socket),
      close: (reason) => {
        metrics.connectionCut(reason);
        sampled.info(source, { reason }, 'connection cut');
        webSocket.terminate();
      },
    });
    this.#doors.set(request, { gate, webSocket });
    webSocket.letThrough = (data, isBinary) => gate.letThrough(data, isBinary);
    // Engine.IO has pings of its own: no client of ours sends those of WebSocket.
    webSocket.on('ping', () => gate.countRefusal());
    webSocket.on('pong', () => gate.countRefusal());
    webSocket.once('close', () => gate.close());
    request.socket.on('data', (chunk: Buffer) => gate.count(chunk.length));
  }
}
