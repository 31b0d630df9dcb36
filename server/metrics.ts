import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { EndingReason } from '../protocol/endings.ts';

/** Current values for the gauges. */
export interface MetricSources {
  endpoints: () => number;
  sessions: () => number;
  conferences: () => number;
  participants: () => number;
  workers: () => number;
}

/** Figures of this server for Prometheus. Names and labels are documented in `docs/server.md`. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #invitations: Counter<'ending'>;
  readonly #escalations: Counter<'outcome'>;
  readonly #messages: Counter;
  readonly #requests: Histogram<'request' | 'outcome'>;
  readonly #refused: Counter<'code'>;
  readonly #cutOff: Counter<'reason'>;

  constructor() {
    const registers = [this.#registry];
    this.#invitations = new Counter({
      name: 'parley_invitations_total',
      help: 'Invitations by ending',
      labelNames: ['ending'],
      registers,
    });
    this.#escalations = new Counter({
      name: 'parley_escalations_total',
      help: 'Escalations of calls to conferences by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.#messages = new Counter({
      name: 'parley_messages_total',
      help: 'Instant messages that the server stored',
      registers,
    });
    this.#refused = new Counter({
      name: 'parley_frames_refused_total',
      help: 'Client frames that were refused before decoding',
      labelNames: ['code'],
      registers,
    });
    this.#cutOff = new Counter({
      name: 'parley_connections_cut_total',
      help: 'Connections that the server closed by itself, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.#requests = new Histogram({
      name: 'parley_request_duration_seconds',
      help: 'Time from a request to its reply',
      labelNames: ['request', 'outcome'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    });
  }

  /** Adds a gauge for each source. Call it once. */
  observe(sources: MetricSources): void {
    const help = {
      endpoints: 'Signed-in devices',
      sessions: 'Peer-to-peer sessions, ringing ones included',
      conferences: 'Conferences',
      participants: 'Participants in all conferences',
      workers: 'Media worker processes',
    } as const satisfies Record<keyof MetricSources, string>;
    for (const name of Object.keys(help) as (keyof MetricSources)[]) {
      new Gauge({
        name: `parley_${name}`,
        help: help[name],
        registers: [this.#registry],
        collect() {
          this.set(sources[name]());
        },
      });
    }
  }

  invitationEnded(ending: EndingReason): void {
    this.#invitations.inc({ ending });
  }

  /** @param outcome `carried`, `dropped`, or the code of the roll-back */
  escalationEnded(outcome: string): void {
    this.#escalations.inc({ outcome });
  }

  messageKept(): void {
    this.#messages.inc();
  }

  /** @param outcome `ok`, or the code of the error */
  requestAnswered(request: string, outcome: string, durationMs: number): void {
    this.#requests.observe({ request, outcome }, durationMs / 1_000);
  }

  /** @param code of the error that the sender got */
  frameRefused(code: string): void {
    this.#refused.inc({ code });
  }

  connectionCut(reason: string): void {
    this.#cutOff.inc({ reason });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
