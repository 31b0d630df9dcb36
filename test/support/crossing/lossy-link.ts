import type { Signaling, SignalingOptions, SignalingPort } from '../../../electron/core/ports.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { parseNotice, parseReply } from '../../../protocol/signaling/envelope.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { RequestData, RequestName, RequestReply } from '../../../protocol/signaling/requests.ts';
import type { Connection } from '../../../server/gateway/connection.ts';
import type { SendNotice } from '../../../server/presence/endpoint.ts';
import type { FakeClock } from '../fake-clock.ts';
import type { Agenda } from './agenda.ts';

export interface LossyLinkOptions {
  /** Of the device; lanes are named after it. */
  name: string;
  agenda: Agenda;
  clock: FakeClock;
  /** The server's end of a new connection. */
  accept(send: SendNotice): Connection;
}

/**
 * One device's connection to the server, as a pair of queues. It loses frames the way TCP does: all that is on its
 * way is gone, and both ends learn that the connection broke.
 */
export class LossyLink implements SignalingPort {
  readonly #options: LossyLinkOptions;
  #client: SignalingOptions | undefined;
  #server: Connection | undefined;
  readonly #pending = new Set<(error: ParleyError) => void>();
  /** Every notice that arrived, in order. */
  readonly heard: Notice[] = [];
  /** How often it broke. */
  broken = 0;

  constructor(options: LossyLinkOptions) {
    this.#options = options;
  }

  connect(options: SignalingOptions): Signaling {
    this.#client = options;
    this.#comeBack();
    return {
      request: (name, data, { timeoutMs = options.requestTimeoutMs } = {}) =>
        this.#request(name, data, timeoutMs),
      close: () => this.#close('signed-out'),
    };
  }

  /** The network goes away, and is there again a while later. */
  break(): void {
    if (this.#server === undefined) return;
    this.broken += 1;
    this.#close('connection-lost');
    this.#client?.events.lost();
    this.#comeBack();
  }

  #close(reason: 'signed-out' | 'connection-lost'): void {
    const { agenda, name } = this.#options;
    agenda.lose(`${name} up`, `${name} down`);
    this.#server?.close(reason);
    this.#server = undefined;
    const lost = new ParleyError('CONNECTION_LOST', 'no answer');
    for (const reject of [...this.#pending]) reject(lost);
    if (reason === 'signed-out') this.#client = undefined;
  }

  #comeBack(): void {
    this.#options.agenda.add(`${this.#options.name} net`, () => {
      if (this.#client === undefined || this.#server !== undefined) return;
      this.#server = this.#options.accept((frame) => {
        const text = JSON.stringify(frame);
        this.#down(() => this.#hear(parseNotice(JSON.parse(text))));
      });
      this.#client.events.opened();
    });
  }

  #hear(notice: Notice): void {
    this.heard.push(notice);
    this.#client?.events.notice(notice);
  }

  #down(arrive: () => void): void {
    this.#options.agenda.add(`${this.#options.name} down`, arrive);
  }

  #request<Name extends RequestName>(
    name: Name,
    data: RequestData<Name>,
    timeoutMs: number,
  ): Promise<RequestReply<Name>> {
    const server = this.#server;
    if (server === undefined) throw new ParleyError('CONNECTION_LOST', `${name}: not connected`);
    const text = JSON.stringify({ name, data });
    return new Promise((resolve, reject) => {
      const fail = (error: ParleyError) => {
        stopTimer();
        this.#pending.delete(fail);
        reject(error);
      };
      const stopTimer = this.#options.clock.after(timeoutMs, () =>
        fail(new ParleyError('REQUEST_TIMED_OUT', `${name}: no answer`)),
      );
      this.#pending.add(fail);
      const acknowledge = (reply: unknown) => {
        const replyText = JSON.stringify(reply);
        this.#down(() => {
          stopTimer();
          this.#pending.delete(fail);
          try {
            resolve(parseReply(name, JSON.parse(replyText)));
          } catch (thrown) {
            reject(thrown);
          }
        });
      };
      this.#options.agenda.add(`${this.#options.name} up`, () => {
        void server.receive(JSON.parse(text), acknowledge, Buffer.byteLength(text));
      });
    });
  }
}
