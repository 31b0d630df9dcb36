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
import type { Reached, WayToTarget } from './way-to-target.ts';

export interface ReferralOptions {
  refer: Refer;
  /** The call in which our user is referred. */
  session: Session;
  server: Requester;
  log: Log;
  /** Sets out for the target with this; the call is held meanwhile. @throws ParleyError when nothing can be begun now */
  setOut(media: RequestedMedia): WayToTarget;
  /** The target was not reached: takes the call up again. */
  resume(): void;
}

/**
 * A referral of our user, as the referee sees it (RFC 3515 §2.4, SPEC REF-3): asked, on the way to the target, and there
 * or back. The table of moves is `protocol/states/refer.ts`.
 */
export class Referral {
  readonly #options: ReferralOptions;
  readonly #machine: Machine<ReferState, ReferEvent>;
  #answered = false;
  #withdrawn: ReferWithdrawal | undefined;
  #way: WayToTarget | undefined;
  /** Nobody is to be told any more. */
  #over = false;
  /** One word after the other. */
  #told: Promise<void> = Promise.resolve();

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
   * Our user agrees, or does not.
   * @throws ParleyError REFER_GONE, or the server's own: then nobody waits for it
   */
  async answer(accepted: boolean): Promise<void> {
    if (this.#answered || this.#over) throw referGone();
    this.#answered = true;
    const { refer, server, session } = this.#options;
    const { wanted } = session;
    if (!accepted) this.#end();
    const say = () => server.request('refer.answer', { referId: refer.id, accepted });
    try {
      await untilAnswered(say, { goOn: () => !accepted || !this.#over });
    } catch (thrown) {
      this.#end();
      throw thrown;
    }
    if (this.#over) return;
    this.#move('accept');
    const wantedBack = this.#withdrawn !== undefined && this.#withdrawn !== 'session-ended';
    if (wantedBack) this.#fail({ by: 'system', reason: 'cancelled' });
    else this.#setOut(wanted);
  }

  /** It is no longer asked for. Whoever has reached the target stays there. */
  withdrawn(reason: ReferWithdrawal): void {
    this.changed();
    if (this.#over) return;
    this.#withdrawn = reason;
    if (!this.#answered) this.#end();
    // Without the call there is nowhere to come back to.
    else if (reason !== 'session-ended') this.#way?.giveUp();
  }

  /** What it follows may be different now. */
  changed(): void {
    if (this.#over) return;
    const { live, record } = this.#options.session;
    if (!live && !this.#outlives) {
      this.#end();
      return;
    }
    if (!live) record.drop('referral');
    const reached = this.#way?.look();
    if (reached === undefined || !this.#machine.can(REFER_MOVE_TO[reached.state])) return;
    if (reached.state === 'established') void this.#arrive();
    else if (reached.state === 'failed') this.#fail(reached.failure);
    else if (reached.state !== this.#machine.state) this.#proceed(reached);
  }

  /**
   * Whether it goes on without the call in which it was asked: whoever is on the way is left with nobody otherwise, and
   * whoever has agreed still sets out, unless they ended that call themselves.
   */
  get #outlives(): boolean {
    const by = this.#options.session.view.ending?.by ?? 'you';
    return this.#way !== undefined || (this.#answered && by !== 'you');
  }

  #setOut(media: RequestedMedia): void {
    try {
      this.#way = this.#options.setOut(media);
      this.changed();
    } catch (thrown) {
      const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#fail({ by: 'referee', reason: 'busy', code });
    }
  }

  #proceed(reached: Reached): void {
    this.#move(REFER_MOVE_TO[reached.state]);
    void this.#tell(reached);
  }

  /** The call in which it was asked ends only once the server knows why. */
  async #arrive(): Promise<void> {
    this.#move('establish');
    this.#end();
    await this.#tell({ state: 'established' });
    await this.#options.session.hangUp('transferred');
  }

  #fail(failure: ReferFailure): void {
    this.#move('fail');
    this.#end();
    const { resume } = this.#options;
    const taken = this.#withdrawn === 'cancelled' && failure.by === 'referee';
    // Of one that took too long, the referrer has been told.
    if (this.#withdrawn !== 'timed-out') {
      void this.#tell({ state: 'failed', failure: taken ? { ...failure, by: 'system' } : failure });
    }
    resume();
  }

  #tell(progress: Reached): Promise<void> {
    const { refer, server, log } = this.#options;
    const say = () => server.request('refer.notify', { referId: refer.id, progress });
    const notTaken = (error: unknown) => {
      log.info('progress not taken', { code: ParleyError.from(error, 'SERVER_INTERNAL').code });
    };
    this.#told = this.#told.then(() => untilAnswered(say)).then(() => {}, notTaken);
    return this.#told;
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
