import { ParleyError } from '../../protocol/errors.ts';
import type { Conferences } from './conferences.ts';
import type { Session } from './session.ts';
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
   * be held: a call that is not established, a conference
   */
  room(others: Others | undefined): (() => void) | undefined {
    const { calls } = this.#sessions;
    const { staying } = this.#conferences;
    if (calls.length === 0 && !staying) return undefined;
    if (others === undefined) {
      throw new ParleyError('SESSION_WRONG_STATE', 'already in a call or a conference');
    }
    if (others === 'hold' && (staying || calls.some(({ record }) => !record.established))) {
      throw new ParleyError('SESSION_WRONG_STATE', 'what goes on cannot be held');
    }
    return () => {
      for (const call of calls) {
        if (others === 'hold' && call.record.established) this.#hold(call);
        else call.hangUp();
      }
      if (others === 'end') this.#conferences.leaveAny();
    };
  }

  /** Holds a call, or takes it up again; taking one up holds the others. @throws ParleyError SESSION_WRONG_STATE */
  async hold(session: Session, held: boolean): Promise<void> {
    if (!held && session.record.established) {
      for (const call of this.#sessions.calls) {
        if (call !== session && call.record.established) this.#hold(call);
      }
    }
    await session.hold.set(held);
  }

  /** Our media stops at once; that the server cannot be told changes nothing about that. */
  #hold(call: Session): void {
    call.hold.set(true).catch(() => {});
  }
}
