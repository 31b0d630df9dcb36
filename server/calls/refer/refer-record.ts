import type { EndingReason } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../protocol/ids.ts';
import type { ReferFailure, ReferProgress, ReferTo, ReferWithdrawal } from '../../../protocol/refer.ts';
import type { RequestData } from '../../../protocol/signaling/requests.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import {
  isReferOver,
  REFER_MOVE_TO,
  REFER_MOVES,
  type ReferEvent,
  type ReferState,
} from '../../../protocol/states/refer.ts';
import type { Endpoint } from '../../presence/endpoint.ts';

/** Data of a new referral. */
export interface NewRefer {
  id: ReferId;
  /** The call between referrer and referee. */
  sessionId: SessionId;
  referrer: Endpoint;
  referee: Endpoint;
  to: ReferTo;
  /** The referrer's session with the target, which the new one replaces. */
  replaces?: SessionId | undefined;
  expiresAtMs: number;
}

type ReportedProgress = RequestData<'refer.notify'>['progress'];

/**
 * One referral (RFC 3515). The state of the referee and the subscription of the referrer are separate: the subscription
 * ends with the first final notice or earlier (SPEC REF-4). Both follow {@link REFER_MOVES}.
 */
export class ReferRecord {
  readonly about: NewRefer;
  /** Never `terminated`. */
  readonly #referee = new Machine<ReferState, ReferEvent>({ moves: REFER_MOVES, state: 'requested' });
  readonly #subscription = new Machine<ReferState, ReferEvent>({ moves: REFER_MOVES, state: 'requested' });
  #answer: boolean | undefined;
  #withdrawn: ReferWithdrawal | undefined;
  #callEnded = false;

  constructor(about: NewRefer) {
    this.about = about;
  }

  /** The referee's progress. */
  get refereeState(): ReferState {
    return this.#referee.state;
  }

  /** Whether the referral has ended for the referee. */
  get over(): boolean {
    return isReferOver(this.#referee.state);
  }

  /**
   * Whether the referee has accepted, is not done, and the referral is not withdrawn. A call that ended does not withdraw
   * it.
   */
  get underWay(): boolean {
    const isWithdrawn = this.#withdrawn !== undefined && this.#withdrawn !== 'session-ended';
    return this.#answer === true && !this.over && !isWithdrawn;
  }

  /** Whether no further request about it can come. */
  get isForgettable(): boolean {
    return this.over && this.#callEnded;
  }

  get #subscribed(): boolean {
    return !isReferOver(this.#subscription.state);
  }

  /** Sends it to the referee. @param passcode for a conference; it is not stored */
  ask(passcode: string | undefined): void {
    const { id, sessionId, referrer, referee, to, replaces, expiresAtMs } = this.about;
    const attended = replaces !== undefined;
    const refer = { id, sessionId, from: referrer.identity, to, attended, expiresAtMs, passcode };
    referee.notify('refer-received', { refer });
  }

  /**
   * 202 or 603. Repeating the same answer changes nothing, since the reply may have been lost.
   * @throws ParleyError REFER_GONE if it was withdrawn or answered differently
   */
  answer(accepted: boolean): void {
    if (this.#answer === accepted) return;
    if (this.#referee.state !== 'requested') throw referGone();
    this.#answer = accepted;
    if (accepted) this.#advance({ state: 'accepted' });
    else this.fail({ by: 'referee', reason: 'declined' });
  }

  /**
   * The referee reports progress (RFC 3515 §2.4.4). A repeated report changes nothing.
   * @throws ParleyError REFER_GONE after the end, SESSION_WRONG_STATE for an illegal move
   */
  progress(progress: ReportedProgress): void {
    if (progress.state === this.#referee.state) return;
    if (this.over) throw referGone();
    if (!this.#referee.can(REFER_MOVE_TO[progress.state])) {
      throw new ParleyError('SESSION_WRONG_STATE', 'this cannot follow the progress so far');
    }
    this.#advance(progress);
  }

  /**
   * The referrer wants no more notices. The referee may still reach the target.
   * @throws ParleyError REFER_GONE after the end
   */
  terminate(): void {
    if (this.#subscription.state === 'terminated') return;
    if (!this.#subscribed) throw referGone();
    this.#subscription.move('terminate');
  }

  /**
   * The referrer withdraws the referral. A referee who has answered already still reports how it ended, since they may
   * have reached the target.
   * @throws ParleyError REFER_GONE after the end, or without a subscription
   */
  cancel(): void {
    if (this.#withdrawn === 'cancelled') return;
    if (!this.#subscribed) throw referGone();
    if (this.#answer === undefined) this.fail({ by: 'system', reason: 'cancelled' });
    this.#withdraw('cancelled');
  }

  /**
   * Its time is over. Without a subscription an accepted referral does not expire during its call; an unanswered one does.
   */
  expire(): void {
    if (!this.#subscribed && this.#answer !== undefined && !this.#callEnded) return;
    this.#advance({ state: 'timed-out' });
    this.#withdraw('timed-out');
  }

  /**
   * The call between referrer and referee has ended. A referrer who ended it gets no notice. A referee who is calling the
   * target continues, as there is no call to return to.
   */
  callEnded(actor: Endpoint | undefined, reason: EndingReason): void {
    this.#callEnded = true;
    if (this.over) return;
    if (actor === this.about.referrer) this.terminate();
    const progress: ReferProgress = { state: 'failed', failure: { by: 'system', reason } };
    if (this.underWay) this.#tell(progress);
    else this.#advance(progress);
    this.#withdraw('session-ended');
  }

  fail(failure: ReferFailure): void {
    this.#advance({ state: 'failed', failure });
  }

  /** Notifies the referee, once. */
  #withdraw(reason: ReferWithdrawal): void {
    if (this.#withdrawn !== undefined) return;
    this.#withdrawn = reason;
    this.about.referee.notify('refer-withdrawn', { referId: this.about.id, reason });
  }

  #advance(progress: ReferProgress): void {
    this.#referee.move(REFER_MOVE_TO[progress.state]);
    this.#tell(progress);
  }

  #tell(progress: ReferProgress): void {
    if (!this.#subscribed) return;
    this.#subscription.move(REFER_MOVE_TO[progress.state]);
    this.about.referrer.notify('refer-notified', { referId: this.about.id, progress });
  }
}

/** The error for requests that are too late or from an endpoint that is not part of the referral. */
export function referGone(): ParleyError {
  return new ParleyError('REFER_GONE', 'no such referral');
}
