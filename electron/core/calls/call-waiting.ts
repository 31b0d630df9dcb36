import { ParleyError } from '../../../protocol/errors.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { ConferenceInvitation } from './conference-invitation/conference-invitation.ts';
import type { Session } from './session/session.ts';
import type { Sessions } from './sessions.ts';

/** Whether running calls are held or ended when another call begins. */
export type Others = 'hold' | 'end';

/** One microphone, one call at a time: a second call begins only when the first is held or ended (SPEC INV-10). */
export class CallWaiting {
  readonly #sessions: Sessions;
  readonly #conferences: Conferences;

  constructor(sessions: Sessions, conferences: Conferences) {
    this.#sessions = sessions;
    this.#conferences = conferences;
  }

  /**
   * Checks that another call may begin.
   * @returns a function that holds or ends the running calls; call it when the server has taken the new call, before
   * devices open. Undefined when nothing is running
   * @throws ParleyError SESSION_WRONG_STATE when something is running and `others` is missing, or is `hold` and a running
   * call cannot be held: a conference, a call that is becoming one, or a call that is not established
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
      throw new ParleyError('SESSION_WRONG_STATE', 'the running call cannot be held');
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
   * Checks that our user may join the conference of an invitation (SPEC CONV-3). The call that it continues always ends.
   * @returns a function that ends the running calls; call it when the server has taken the accept. It resolves when they
   * have ended, or the running conference could not be left
   * @throws ParleyError SESSION_WRONG_STATE when something else is running and `others` is not `end`
   */
  prepareForConference(invitation: ConferenceInvitation, others: Others | undefined): () => Promise<void> {
    this.#checkNotComing();
    const escalated = this.#sessions.escalatedBy(invitation);
    // A held call may stay on hold beside the conference that continues another call (SPEC ESC-1).
    const waits = (call: Session) => call === escalated || (escalated !== undefined && call.record.aside);
    const inTheWay = this.#conferences.staying || !this.#sessions.calls.every(waits);
    if (others === 'hold' || (others === undefined && inTheWay)) {
      throw new ParleyError('SESSION_WRONG_STATE', 'running calls have to end for a conference');
    }
    return async () => {
      const { calls } = this.#sessions;
      for (const call of calls) if (others === 'end' || call === escalated) void call.hangUp();
      if (others === 'end') await this.#conferences.leaveAny();
    };
  }

  /**
   * Holds or resumes a call; resuming a call holds the others.
   * @throws ParleyError SESSION_WRONG_STATE; also while a conference, or a call that is becoming one, would have to be held
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
   * Resumes a call after its transfer failed, however long the server takes to answer. Does nothing when our user does not
   * hold the call, or has begun a call or conference that cannot be held. Never rejects.
   */
  async takeUp(session: Session): Promise<void> {
    const { record, hold } = session;
    if (!record.established || !record.view.hold.byUs) return;
    if (this.#cannotHold(this.#sessions.calls.filter((call) => call !== session))) return;
    this.#holdOthers(session);
    // After a failure the user sees the hold and can resume the call.
    await hold.set(false, { attempts: Number.POSITIVE_INFINITY }).catch(() => {});
  }

  /** @throws ParleyError SESSION_WRONG_STATE while our user is accepting an invitation to a conference */
  #checkNotComing(): void {
    if (this.#sessions.coming) throw new ParleyError('SESSION_WRONG_STATE', 'on the way to a conference');
  }

  /** Whether there is a conference, or one of these calls cannot be held. */
  #cannotHold(calls: Session[]): boolean {
    return this.#conferences.staying || calls.some(({ record }) => !record.established || record.escalating);
  }

  #holdOthers(session: Session): void {
    if (!session.record.established) return;
    for (const call of this.#sessions.calls) {
      if (call !== session && call.record.established) this.#hold(call);
    }
  }

  /** Our media stops at once, also when the server cannot be reached. */
  #hold(call: Session): void {
    call.hold.set(true).catch(() => {});
  }
}
