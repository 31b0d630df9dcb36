import { ParleyError } from '../../../../protocol/errors.ts';
import type { NoticeData } from '../../../../protocol/signaling/notices.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import type { SessionHold } from './session-hold.ts';
import type { SessionMedia } from './session-media.ts';
import { SessionOffers } from './session-offers.ts';
import { type CarriageState, SessionPath } from './session-path.ts';
import type { SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

export interface SessionConnectionOptions {
  record: SessionRecord;
  media: SessionMedia;
  hold: SessionHold;
  ports: SessionPorts;
  /** The connection is lost for good. */
  fail(error: ParleyError): void;
}

/**
 * The connection of an agreed session. It is restarted when its path breaks (SPEC SES-1), and replaced when either side has
 * another page (SPEC RES-5). Only the inviter offers: the accepter waits for a restart and asks for a renewal.
 */
export class SessionConnection {
  readonly #options: SessionConnectionOptions;
  readonly #path: SessionPath;
  readonly #offers: SessionOffers;

  constructor(options: SessionConnectionOptions) {
    this.#options = options;
    const { record, ports, fail } = options;
    const restart = () => {
      if (this.#inviter) this.#offers.restart();
    };
    this.#path = new SessionPath({ record, ports, restart, fail });
    this.#offers = new SessionOffers({
      ...options,
      unanswered: () => this.#path.restarting,
      settled: () => this.#path.settled(),
    });
  }

  /** The page reports the state of the carriage of an established session. */
  carriage(state: CarriageState): void {
    this.#path.carriage(state);
  }

  /** This machine has another network. Only the inviter acts now; the accepter notices when its path breaks. */
  networkChanged(): void {
    if (this.#inviter) this.#path.asked();
  }

  /** Their later offer arrived. Ignored without a page: the next page asks for another offer. */
  async offered(data: NoticeData<'session-offered'>): Promise<void> {
    if (this.#inviter || !this.#options.record.live || this.#path.pageless) return;
    if (data.renewed) this.#path.renewed();
    else this.#path.asked();
    await this.#offers.offered(data);
  }

  /** Their answer to a later offer of ours arrived. */
  async answered(data: NoticeData<'session-answered'>): Promise<void> {
    await this.#offers.answered(data);
  }

  /** Their new page waits for our offer. Without a page of our own, our next page makes the offer. */
  renewalAsked(): void {
    if (!this.#inviter || !this.#options.record.live || this.#path.pageless) return;
    this.#path.renewed();
    this.#offers.renew();
  }

  /** The page is gone, with our end of the connection. */
  pageGone(): void {
    this.#offers.abandon();
    this.#options.media.closeCarriage();
    this.#path.pageGone();
  }

  /** Another page is attached. */
  pageBack(): void {
    if (!this.#path.pageless) return;
    void this.#options.media.lease.reopen();
    this.#path.renewed();
    if (this.#inviter) this.#offers.renew();
    else void this.#askForRenewal();
  }

  close(): void {
    this.#path.close();
    this.#offers.abandon();
  }

  get #inviter(): boolean {
    return this.#options.record.view.direction === 'outgoing';
  }

  async #askForRenewal(): Promise<void> {
    const { record, ports, fail } = this.#options;
    const { id: sessionId } = record.view;
    const isNeeded = () => record.live && this.#path.restarting;
    try {
      await untilAnswered(() => ports.server.request('session.renew', { sessionId }), { isNeeded });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (error.code === 'SESSION_GONE') fail(error);
      else ports.log.info('no new connection could be asked for', { code: error.code });
    }
  }
}
