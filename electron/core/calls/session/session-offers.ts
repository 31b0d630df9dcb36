import { ParleyError } from '../../../../protocol/errors.ts';
import type { NoticeData } from '../../../../protocol/signaling/notices.ts';
import type { SessionHold } from './session-hold.ts';
import type { SessionMedia } from './session-media.ts';
import type { SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

export interface SessionOffersOptions {
  record: SessionRecord;
  media: SessionMedia;
  hold: SessionHold;
  ports: SessionPorts;
  /** The server did not answer our offer. @returns whether to repeat the offer */
  unanswered(): boolean;
  /** An exchange of offer and answer has finished or failed. */
  settled(): void;
  /** The other side is gone, or cannot agree. */
  fail(error: ParleyError): void;
}

/** A later offer asks for another path of the same connection, or for a new connection (SPEC SES-1, RES-5). */
type Purpose = 'restart' | 'renewal';

/**
 * The offers and answers of a session after those of its invitation (RFC 3261 §14). Only the inviter offers, so that two
 * offers never cross. Each exchange replaces the one before it, whose answer is ignored.
 */
export class SessionOffers {
  readonly #options: SessionOffersOptions;
  /** Number of our last offer; the answer names it. */
  #number = 0;
  #awaitsAnswer = false;
  /** The current exchange, of either side. Answers to earlier exchanges are ignored. */
  #current: Purpose | null = null;
  #exchange: object = {};

  constructor(options: SessionOffersOptions) {
    this.#options = options;
  }

  /** Offers an ICE restart, unless an exchange is in progress. */
  restart(): void {
    if (this.#current === null) void this.#offer('restart');
  }

  /** Offers a new connection, and replaces an exchange in progress. */
  renew(): void {
    void this.#offer('renewal');
  }

  /** Answers their offer; a renewed offer gets a new connection. Never rejects. */
  async offered({ offer, offerNumber, renewed }: NoticeData<'session-offered'>): Promise<void> {
    const { record, media, ports } = this.#options;
    const isCurrent = this.#begin(renewed ? 'renewal' : 'restart');
    const sessionId = record.view.id;
    try {
      const answer = renewed
        ? await media.answer(offer)
        : (await ports.page.order('peer-reanswer', { sessionId, offer })).answer;
      if (!isCurrent()) return;
      if (renewed) this.#carriageMade();
      media.remoteCandidates.open();
      const sent = ports.server.request('session.answer', { sessionId, answer, offerNumber });
      media.localCandidates.open();
      await sent;
      if (isCurrent()) this.#settle();
    } catch (thrown) {
      if (isCurrent()) this.#stumble(ParleyError.from(thrown, 'MEDIA_FAILED'));
    }
  }

  /** Takes their answer to an offer of ours. Late answers change nothing. Never rejects. */
  async answered({ answer, offerNumber }: NoticeData<'session-answered'>): Promise<void> {
    if (!this.#awaitsAnswer || offerNumber !== this.#number) return;
    this.#awaitsAnswer = false;
    const { record, media, ports } = this.#options;
    const isCurrent = this.#isCurrent();
    // Earlier candidates belong to their earlier connection.
    if (this.#current === 'renewal') media.remoteCandidates.reset();
    try {
      await ports.page.order('peer-apply-answer', { sessionId: record.view.id, answer });
      if (!isCurrent()) return;
      media.remoteCandidates.open();
      this.#settle();
    } catch (thrown) {
      if (isCurrent()) this.#stumble(ParleyError.from(thrown, 'MEDIA_FAILED'));
    }
  }

  /** Abandons the current exchange: its page is gone, or the session is over. */
  abandon(): void {
    this.#exchange = {};
    this.#current = null;
    this.#awaitsAnswer = false;
  }

  async #offer(purpose: Purpose): Promise<void> {
    const { record, media, ports, unanswered } = this.#options;
    const isCurrent = this.#begin(purpose);
    const sessionId = record.view.id;
    try {
      const offer =
        purpose === 'renewal'
          ? await media.offer()
          : (await ports.page.order('peer-restart', { sessionId })).offer;
      if (!isCurrent() || offer === undefined) return;
      if (purpose === 'renewal') this.#carriageMade();
      this.#number += 1;
      this.#awaitsAnswer = true;
      const renewed = purpose === 'renewal' ? { renewed: true } : {};
      const data = { sessionId, offer, offerNumber: this.#number, ...renewed };
      const sent = ports.server.request('session.offer', data);
      media.localCandidates.open();
      await sent;
    } catch (thrown) {
      if (!isCurrent()) return;
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      if (error.code === 'REQUEST_TIMED_OUT' && unanswered()) void this.#offer(purpose);
      else this.#stumble(error);
    }
  }

  /** Begins an exchange. @returns a function that tells whether it is still the current one */
  #begin(purpose: Purpose): () => boolean {
    const { media } = this.#options;
    this.abandon();
    this.#current = purpose;
    if (purpose === 'renewal') {
      media.localCandidates.reset();
      media.remoteCandidates.reset();
    } else {
      media.localCandidates.shut();
    }
    return this.#isCurrent();
  }

  #isCurrent(): () => boolean {
    const exchange = this.#exchange;
    return () => this.#exchange === exchange && this.#options.record.live;
  }

  /** The page has a new carriage, which has to apply the hold. */
  #carriageMade(): void {
    this.#options.hold.reapply();
  }

  #settle(): void {
    this.abandon();
    this.#options.settled();
  }

  /** An exchange failed. The time for a restart continues: the old path may recover, or another attempt follow. */
  #stumble(error: ParleyError): void {
    const { media, ports, fail, settled } = this.#options;
    this.abandon();
    media.localCandidates.open();
    if (error.code === 'SESSION_GONE' || error.code === 'MEDIA_NOT_NEGOTIABLE') {
      fail(error);
      return;
    }
    ports.log.info('no other media path', { code: error.code });
    settled();
  }
}
