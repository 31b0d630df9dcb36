import type { EndingReason } from '../../../protocol/endings.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import type { ReferId, SessionId } from '../../../protocol/ids.ts';
import type { ReferFailure, ReferProgress, ReferTo, ReferWithdrawal } from '../../../protocol/refer.ts';
import type { RequestData } from '../../../protocol/signaling/requests.ts';
import {
  isReferOver,
  REFER_MOVE_TO,
  REFER_MOVES,
  type ReferEvent,
  type ReferState,
} from '../../../protocol/states/refer.ts';
import { canMove, nextState } from '../../../protocol/states/transition.ts';
import type { Endpoint } from '../../presence/endpoint.ts';

/** What one referral is made of. */
export interface NewRefer {
  id: ReferId;
  /** The call in which it is asked. */
  sessionId: SessionId;
  referrer: Endpoint;
  referee: Endpoint;
  to: ReferTo;
  /** The session of the referrer with the target, whose place the new one takes. */
  replaces?: SessionId | undefined;
  expiresAtMs: number;
}

type Said = RequestData<'refer.notify'>['progress'];

/**
 * One referral (RFC 3515): what the referee does of it, and apart from that the subscription of the referrer, which
 * lasts until the first final notice, or ends before (SPEC REF-4). Both move by {@link REFER_MOVES}.
 */
export class ReferRecord {
  readonly about: NewRefer;
  /** Never `terminated`. */
  #doing: ReferState = 'requested';
  #subscription: ReferState = 'requested';
  #answer: boolean | undefined;
  #withdrawn: ReferWithdrawal | undefined;
  #callEnded = false;

  constructor(about: NewRefer) {
    this.about = about;
  }

  /** How far the referee has come. */
  get doing(): ReferState {
    return this.#doing;
  }

  /** Whether the referee has come to an end of it, one way or another. */
  get over(): boolean {
    return isReferOver(this.#doing);
  }

  /** Whether the referee has agreed to go, is on the way, and nobody wants them back. */
  get underWay(): boolean {
    const wantedBack = this.#withdrawn !== undefined && this.#withdrawn !== 'session-ended';
    return this.#answer === true && !this.over && !wantedBack;
  }

  /** Whether nobody can say anything of it any more. */
  get forgettable(): boolean {
    return this.over && this.#callEnded;
  }

  get #subscribed(): boolean {
    return !isReferOver(this.#subscription);
  }

  /** Puts it to the referee. @param passcode for a conference; it is kept nowhere */
  ask(passcode: string | undefined): void {
    const { id, sessionId, referrer, referee, to, replaces, expiresAtMs } = this.about;
    const attended = replaces !== undefined;
    const asked = { id, sessionId, from: referrer.identity, to, attended, expiresAtMs };
    referee.notify('refer-received', { refer: { ...asked, ...(passcode !== undefined && { passcode }) } });
  }

  /**
   * 202 or 603. The same answer again changes nothing: the reply may have been lost.
   * @throws ParleyError REFER_GONE when it is no longer asked, or answered otherwise
   */
  answer(accepted: boolean): void {
    if (this.#answer === accepted) return;
    if (this.#doing !== 'requested') throw referGone();
    this.#answer = accepted;
    if (accepted) this.#advance({ state: 'accepted' });
    else this.fail({ by: 'referee', reason: 'declined' });
  }

  /**
   * Where the referee stands (RFC 3515 §2.4.4). The same again changes nothing.
   * @throws ParleyError REFER_GONE after the end, SESSION_WRONG_STATE when it does not follow what was said
   */
  progress(progress: Said): void {
    if (progress.state === this.#doing) return;
    if (this.over) throw referGone();
    if (!canMove<ReferState, ReferEvent>(REFER_MOVES, this.#doing, REFER_MOVE_TO[progress.state])) {
      throw new ParleyError('SESSION_WRONG_STATE', 'this does not follow what was said before');
    }
    this.#advance(progress);
  }

  /** The referrer wants no more notices; what the referee does goes on. @throws ParleyError REFER_GONE after the end */
  terminate(): void {
    if (this.#subscription === 'terminated') return;
    if (!this.#subscribed) throw referGone();
    this.#subscription = nextState<ReferState, ReferEvent>(REFER_MOVES, this.#subscription, 'terminate');
  }

  /**
   * The referrer wants the referee back. Who has answered already says how it ended: they may have got through.
   * @throws ParleyError REFER_GONE after the end, and without a subscription
   */
  cancel(): void {
    if (this.#withdrawn === 'cancelled') return;
    if (!this.#subscribed) throw referGone();
    if (this.#answer === undefined) this.fail({ by: 'system', reason: 'cancelled' });
    this.#withdraw('cancelled');
  }

  /** Its time is over. Who goes on in a call without a subscription is not hurried, but nobody is asked for ever. */
  expire(): void {
    if (!this.#subscribed && this.#answer !== undefined && !this.#callEnded) return;
    this.#advance({ state: 'timed-out' });
    this.#withdraw('timed-out');
  }

  /**
   * The call in which it was asked is over. A referrer who ended it themself knows. A referee who is on the way has
   * nobody to come back to, and goes on.
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

  /** It comes to nothing. */
  fail(failure: ReferFailure): void {
    this.#advance({ state: 'failed', failure });
  }

  /** Once: whoever comes back already need not be told again. */
  #withdraw(reason: ReferWithdrawal): void {
    if (this.#withdrawn !== undefined) return;
    this.#withdrawn = reason;
    this.about.referee.notify('refer-withdrawn', { referId: this.about.id, reason });
  }

  #advance(progress: ReferProgress): void {
    this.#doing = nextState<ReferState, ReferEvent>(REFER_MOVES, this.#doing, REFER_MOVE_TO[progress.state]);
    this.#tell(progress);
  }

  #tell(progress: ReferProgress): void {
    if (!this.#subscribed) return;
    const event = REFER_MOVE_TO[progress.state];
    this.#subscription = nextState<ReferState, ReferEvent>(REFER_MOVES, this.#subscription, event);
    this.about.referrer.notify('refer-notified', { referId: this.about.id, progress });
  }
}

/** For everyone whom it does not concern, and whoever comes too late. */
export function referGone(): ParleyError {
  return new ParleyError('REFER_GONE', 'no such referral goes on');
}
