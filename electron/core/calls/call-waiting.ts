import { ParleyError } from '../../../protocol/errors.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { Session } from './session/session.ts';
import type { Sessions } from './sessions.ts';

/** What becomes of what goes on when another call begins. */
export type Others = 'hold' | 'end';

/** One microphone, one call at a time: a second one begins only when the first is held or ended (SPEC INV-10). */
export class CallWaiting {
  readonly #sessions: Sessions;
  readonly #conferences: Conferences;

  constructor(sessions: Sessions, conferences: Conferences) {
    this.#sessions = sessions;
    this.#conferences = conferences;
  }

  /**
   * Whether another call may begin.
   * @returns what makes room for it, to be called when the far side is sure and before devices open; undefined when
   * nothing is in the way
   * @throws ParleyError SESSION_WRONG_STATE when something goes on that nobody said what to do with, or that cannot
   * be held: a call that is not established, or becomes a conference, and a conference
   */
  prepareForNewCall(others: Others | undefined): (() => void) | undefined {
    const { calls } = this.#sessions;
    const { staying } = this.#conferences;
    this.#checkNotComing();
    if (calls.length === 0 && !staying) return undefined;
    if (others === undefined) {
      throw new ParleyError('SESSION_WRONG_STATE', 'already in a call or a conference');
    }
    if (others === 'hold' && this.#cannotHold(calls)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'what goes on cannot be held');
    }
    return () => {
      for (const call of calls) {
        if (others === 'hold' && call.record.established) this.#hold(call);
        else void call.hangUp();
      }
      if (others === 'end') void this.#conferences.leaveAny();
    };
  }

  /**
   * Whether our user may come to the conference that an invitation is to (SPEC CONV-3). The call that it continues
   * needs no word on what becomes of it: it ends.
   * @returns what makes room for it, to be called when the far side is sure; resolves when there is room, or the
   * conference that goes on did not let go
   * @throws ParleyError SESSION_WRONG_STATE when something else goes on that is not to end
   */
  prepareForConference(invitation: Session, others: Others | undefined): () => Promise<void> {
    this.#checkNotComing();
    const escalated = this.#sessions.escalatedBy(invitation);
    // What our user holds may wait beside the conference that a call becomes (SPEC ESC-1).
    const waits = (call: Session) => call === escalated || (escalated !== undefined && call.record.aside);
    const inTheWay = this.#conferences.staying || !this.#sessions.calls.every(waits);
    if (others === 'hold' || (others === undefined && inTheWay)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'what goes on has to end for a conference');
    }
    return async () => {
      const { calls } = this.#sessions;
      for (const call of calls) if (others === 'end' || call === escalated) void call.hangUp();
      if (others === 'end') await this.#conferences.leaveAny();
    };
  }

  /**
   * Holds a call, or takes it up again; taking one up holds the others.
   * @throws ParleyError SESSION_WRONG_STATE; also during a conference, or a call that becomes one: that cannot be held
   */
  async hold(session: Session, held: boolean): Promise<void> {
    if (!held && session.record.established) {
      const others = this.#sessions.calls.filter((call) => call !== session);
      if (this.#conferences.staying || others.some(({ record }) => record.escalating)) {
        throw new ParleyError('SESSION_WRONG_STATE', 'a running conference cannot be held');
      }
      this.#holdOthers(session);
    }
    await session.hold.set(held);
  }

  /**
   * Takes up again whom a transfer gives back, however long the server takes to hear of it; nothing when we do not hold
   * them, or our user has begun something meanwhile that cannot be held. Never rejects.
   */
  async takeUp(session: Session): Promise<void> {
    const { record, hold } = session;
    if (!record.established || !record.view.hold.byUs) return;
    if (this.#cannotHold(this.#sessions.calls.filter((call) => call !== session))) return;
    this.#holdOthers(session);
    // Whatever failed: the hold can be seen, and taken back by our user.
    await hold.set(false, { attempts: Number.POSITIVE_INFINITY }).catch(() => {});
  }

  /** @throws ParleyError SESSION_WRONG_STATE while an accept leads us to a conference: it is about to be what goes on */
  #checkNotComing(): void {
    if (this.#sessions.coming) throw new ParleyError('SESSION_WRONG_STATE', 'on the way to a conference');
  }

  /** Whether one of these calls, or a conference, goes on and cannot be held. */
  #cannotHold(calls: Session[]): boolean {
    return this.#conferences.staying || calls.some(({ record }) => !record.established || record.escalating);
  }

  #holdOthers(session: Session): void {
    if (!session.record.established) return;
    for (const call of this.#sessions.calls) {
      if (call !== session && call.record.established) this.#hold(call);
    }
  }

  /** Our media stops at once; that the server cannot be told changes nothing about that. */
  #hold(call: Session): void {
    call.hold.set(true).catch(() => {});
  }
}
