import { ParleyError } from '../../../../protocol/errors.ts';
import { type RepeatOptions, untilAnswered } from '../../kernel/until-answered.ts';
import type { SessionMedia } from './session-media.ts';
import type { SessionEvents, SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

export interface SessionHoldOptions {
  record: SessionRecord;
  media: SessionMedia;
  ports: SessionPorts;
  events: SessionEvents;
}

/**
 * Who holds one session, and what that does to its media (SPEC INV-10, RFC 3264 §8.4): while either side holds, the
 * page sends nothing and plays nothing, and our devices rest at the lease.
 */
export class SessionHold {
  readonly #options: SessionHoldOptions;
  /** A shared screen rests with the call that it belongs to. */
  #withCall = false;
  /** What the page was told last. */
  #applied = false;
  /** What the server took last. */
  #told = false;

  constructor(options: SessionHoldOptions) {
    this.#options = options;
  }

  get held(): boolean {
    const { byUs, byThem } = this.#options.record.view.hold;
    return byUs || byThem || this.#withCall;
  }

  /**
   * Holds, or takes up again. Our media stops at once. When the server cannot be told, a hold stays, since whoever
   * pressed it must not be heard; a resume is taken back.
   * @param attempts how often the server is told as long as it does not answer
   * @throws ParleyError SESSION_WRONG_STATE, or the server's own
   */
  async set(held: boolean, { attempts }: Pick<RepeatOptions, 'attempts'> = {}): Promise<void> {
    const { record, ports } = this.#options;
    if (!record.established || record.view.sessionType !== 'audio-video') {
      throw new ParleyError('SESSION_WRONG_STATE', 'only a call that goes on can be held');
    }
    if (record.escalating) throw new ParleyError('SESSION_WRONG_STATE', 'it becomes a conference');
    if (record.view.hold.byUs === held && this.#told === held) return;
    this.#become({ byUs: held });
    const still = () => record.established && record.view.hold.byUs === held;
    const data = { sessionId: record.view.id, held };
    try {
      const more = attempts === undefined ? {} : { attempts };
      await untilAnswered(() => ports.server.request('session.hold', data), { isNeeded: still, ...more });
      this.#told = held;
    } catch (thrown) {
      if (!held && still()) this.#takeBack();
      throw thrown;
    }
  }

  /** They hold it, or have taken it up again. */
  byThem(held: boolean): void {
    if (this.#options.record.live) this.#become({ byThem: held });
  }

  /** The call that this shared screen belongs to is held, or taken up again. */
  withCall(held: boolean): void {
    this.#withCall = held;
    this.settle();
  }

  /** Brings the media in line with who holds it; a hold that came before the media waits for it. */
  settle(): void {
    const { record, media, ports, events } = this.#options;
    const { held } = this;
    if (!record.established || held === this.#applied) return;
    this.#applied = held;
    media.quietly(ports.page.order('peer-hold', { sessionId: record.view.id, held }));
    media.quietly(held ? media.lease.rest() : media.lease.resume());
    events.heldChanged();
  }

  /** The page has another carriage, which knows of no hold. */
  reapply(): void {
    const { record, media, ports } = this.#options;
    if (!this.#applied) return;
    media.quietly(ports.page.order('peer-hold', { sessionId: record.view.id, held: true }));
  }

  /** The server may have taken the resume, though it never said so: the other side shall read what is so. */
  #takeBack(): void {
    const { record, media, ports } = this.#options;
    this.#become({ byUs: true });
    media.quietly(ports.server.request('session.hold', { sessionId: record.view.id, held: true }));
  }

  #become(change: Partial<{ byUs: boolean; byThem: boolean }>): void {
    const { record } = this.#options;
    record.change({ hold: { ...record.view.hold, ...change } });
    this.settle();
  }
}
