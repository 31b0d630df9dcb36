import { ParleyError } from '../../../protocol/errors.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Refer, ReferFailure, ReferWithdrawal } from '../../../protocol/refer.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import {
  REFER_MOVE_TO,
  REFER_MOVES,
  type ReferEvent,
  type ReferState,
} from '../../../protocol/states/refer.ts';
import type { Session } from '../calls/session/session.ts';
import { traceMoves } from '../kernel/trace-moves.ts';
import { untilAnswered } from '../kernel/until-answered.ts';
import type { Log, Requester } from '../ports.ts';
import { referGone } from './refer-gone.ts';
import type { TargetAttempt, TargetProgress } from './target-attempt.ts';

export interface ReferralOptions {
  refer: Refer;
  /** The call in which our user is referred. */
  session: Session;
  server: Requester;
  log: Log;
  /** Starts to connect to the target; the call is on hold meanwhile. @throws ParleyError if it cannot be started now */
  connect(media: RequestedMedia): TargetAttempt;
  /** Resumes the call after the target was not reached. */
  resume(): void;
}

/**
 * A referral of our user, as the referee sees it (RFC 3515 §2.4, SPEC REF-3): our user is asked, tries to reach the
 * target, and then reaches it or returns to the call. The transition table is in `protocol/states/refer.ts`.
 */
export class Referral {
  readonly #options: ReferralOptions;
  readonly #machine: Machine<ReferState, ReferEvent>;
  #answered = false;
  #withdrawn: ReferWithdrawal | undefined;
  #attempt: TargetAttempt | undefined;
  #over = false;
  /** Resolves when the server has the last progress report: reports are sent one after another. */
  #reported: Promise<void> = Promise.resolve();

  constructor(options: ReferralOptions) {
    this.#options = options;
    const moved = traceMoves(options.log, 'referral', { referId: options.refer.id });
    this.#machine = new Machine<ReferState, ReferEvent>({ moves: REFER_MOVES, state: 'requested', moved });
    this.#show();
  }

  get over(): boolean {
    return this.#over;
  }

  /**
   * Accepts or declines the referral.
   * @throws ParleyError REFER_GONE, or an error of the server, after which the referral is over
   */
  async answer(accepted: boolean): Promise<void> {
    if (this.#answered || this.#over) throw referGone();
    this.#answered = true;
    const { refer, server, session } = this.#options;
    const { wanted } = session;
    if (!accepted) this.#end();
    const send = () => server.request('refer.answer', { referId: refer.id, accepted });
    try {
      await untilAnswered(send, { isNeeded: () => !accepted || !this.#over });
    } catch (thrown) {
      this.#end();
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      // The server may have the answer although its reply was lost.
      if (accepted)
        void this.#report({ state: 'failed', failure: { by: 'system', reason: 'timed-out', code } });
      throw thrown;
    }
    if (this.#over) {
      // Our user has hung up meanwhile. The server waits for a report of every referral that was accepted.
      if (accepted) void this.#report({ state: 'failed', failure: { by: 'referee', reason: 'cancelled' } });
      return;
    }
    this.#move('accept');
    const isCancelled = this.#withdrawn !== undefined && this.#withdrawn !== 'session-ended';
    if (isCancelled) this.#fail({ by: 'system', reason: 'cancelled' });
    else this.#connect(wanted);
  }

  /** Handles the withdrawal of the referral. A referee who has reached the target stays there. */
  withdrawn(reason: ReferWithdrawal): void {
    this.changed();
    if (this.#over) return;
    this.#withdrawn = reason;
    if (!this.#answered) this.#end();
    // Without the call there is nothing to return to.
    else if (reason !== 'session-ended') this.#attempt?.cancel();
  }

  /** Call it when sessions or the stay may have changed. */
  changed(): void {
    if (this.#over) return;
    const { live, record } = this.#options.session;
    if (!live && !this.#outlivesCall) {
      this.#end();
      return;
    }
    if (!live) record.drop('referral');
    const progress = this.#attempt?.progress();
    if (progress === undefined || !this.#machine.can(REFER_MOVE_TO[progress.state])) return;
    if (progress.state === 'established') void this.#targetReached();
    else if (progress.state === 'failed') this.#fail(progress.failure);
    else if (progress.state !== this.#machine.state) this.#proceed(progress);
  }

  /**
   * Whether the referral continues after its call has ended: if our user is connecting to the target already, or has
   * accepted and did not end the call.
   */
  get #outlivesCall(): boolean {
    const by = this.#options.session.view.ending?.by ?? 'you';
    return this.#attempt !== undefined || (this.#answered && by !== 'you');
  }

  #connect(media: RequestedMedia): void {
    try {
      this.#attempt = this.#options.connect(media);
      this.changed();
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#fail({ by: 'referee', reason: 'busy', code });
    }
  }

  #proceed(progress: TargetProgress): void {
    this.#move(REFER_MOVE_TO[progress.state]);
    void this.#report(progress);
  }

  /** Ends the original call, but only after the server knows why. */
  async #targetReached(): Promise<void> {
    this.#move('establish');
    this.#end();
    await this.#report({ state: 'established' });
    await this.#options.session.hangUp('transferred');
  }

  #fail(failure: ReferFailure): void {
    this.#move('fail');
    this.#end();
    const { resume } = this.#options;
    const isCancelled = this.#withdrawn === 'cancelled' && failure.by === 'referee';
    // After a timeout the referrer knows already.
    if (this.#withdrawn !== 'timed-out') {
      void this.#report({ state: 'failed', failure: isCancelled ? { ...failure, by: 'system' } : failure });
    }
    resume();
  }

  #report(progress: TargetProgress): Promise<void> {
    const { refer, server, log } = this.#options;
    const send = () => server.request('refer.notify', { referId: refer.id, progress });
    const logRefusal = (error: unknown) => {
      log.info('progress report refused', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    };
    this.#reported = this.#reported.then(() => untilAnswered(send)).then(() => {}, logRefusal);
    return this.#reported;
  }

  #move(move: ReferEvent): void {
    this.#machine.move(move);
    this.#show();
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#options.session.record.drop('referral');
  }

  #show(): void {
    const { refer, session } = this.#options;
    const { id, to, attended, expiresAtMs } = refer;
    if (!session.live) return;
    session.record.change({ referral: { id, to, attended, state: this.#machine.state, expiresAtMs } });
  }
}
