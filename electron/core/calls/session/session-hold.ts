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
 * The hold of one session and its media (SPEC INV-10, RFC 3264 §8.4). While either side holds, the page neither sends nor
 * plays, and our devices are paused.
 */
export class SessionHold {
  readonly #options: SessionHoldOptions;
  /** Whether the call of this shared screen is held. */
  #withCall = false;
  /** The hold that the page applied last. */
  #applied = false;
  /** The hold that the server took last. */
  #told = false;

  constructor(options: SessionHoldOptions) {
    this.#options = options;
  }

  get held(): boolean {
    const { byUs, byThem } = this.#options.record.view.hold;
    return byUs || byThem || this.#withCall;
  }

  /**
   * Holds or resumes the call. On hold, our media stops at once. When the server does not take it, a hold stays, since our
   * user must not be heard; a resume is undone.
   * @param attempts the most requests while the server does not answer
   * @throws ParleyError SESSION_WRONG_STATE, or the server's own
   */
  async set(held: boolean, { attempts }: Pick<RepeatOptions, 'attempts'> = {}): Promise<void> {
    const { record, ports } = this.#options;
    if (!record.established || record.view.sessionType !== 'audio-video') {
      throw new ParleyError('SESSION_WRONG_STATE', 'only an established call can be held');
    }
    if (record.escalating) throw new ParleyError('SESSION_WRONG_STATE', 'this call is becoming a conference');
    if (record.view.hold.byUs === held && this.#told === held) return;
    this.#become({ byUs: held });
    const still = () => record.established && record.view.hold.byUs === held;
    const data = { sessionId: record.view.id, held };
    try {
      await untilAnswered(() => ports.server.request('session.hold', data), { isNeeded: still, attempts });
      this.#told = held;
    } catch (thrown) {
      if (!held && still()) this.#takeBack();
      throw thrown;
    }
  }

  /** The other side holds or resumed the session. */
  byThem(held: boolean): void {
    if (this.#options.record.live) this.#become({ byThem: held });
  }

  /** The call of this shared screen is held or was resumed. */
  withCall(held: boolean): void {
    this.#withCall = held;
    this.settle();
  }

  /** Applies the hold to the media; a hold that came before the media waits for it. */
  settle(): void {
    const { record, media, ports, events } = this.#options;
    const { held } = this;
    if (!record.established || held === this.#applied) return;
    this.#applied = held;
    media.quietly(ports.page.order('peer-hold', { sessionId: record.view.id, held }));
    media.quietly(held ? media.lease.rest() : media.lease.resume());
    events.heldChanged();
  }

  /** Applies the hold to a new carriage of the page. */
  reapply(): void {
    const { record, media, ports } = this.#options;
    if (!this.#applied) return;
    media.quietly(ports.page.order('peer-hold', { sessionId: record.view.id, held: true }));
  }

  /** Undoes a resume. The server may have taken it without answering, so the other side gets the hold again. */
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
