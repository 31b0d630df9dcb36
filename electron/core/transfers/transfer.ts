import { ENDINGS, type Ending } from '../../../protocol/endings.ts';
import { type ErrorContext, ParleyError } from '../../../protocol/errors.ts';
import type { ReferId } from '../../../protocol/ids.ts';
import type { ReferFailure, ReferProgress, ReferTo } from '../../../protocol/refer.ts';
import type { TransferView } from '../../../protocol/rpc/session-view.ts';
import type { RequestData } from '../../../protocol/signaling/requests.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import {
  isReferOver,
  REFER_MOVE_TO,
  REFER_MOVES,
  type ReferEvent,
  type ReferState,
} from '../../../protocol/states/refer.ts';
import { traceMoves } from '../kernel/trace-moves.ts';
import { untilAnswered } from '../kernel/until-answered.ts';
import type { Log, Requester } from '../ports.ts';
import { ProgressFeed } from './progress-feed.ts';
import { referGone } from './refer-gone.ts';

export interface TransferOptions {
  request: RequestData<'refer.send'>;
  server: Requester;
  log: Log;
  /** Shows the transfer in its call. */
  show(view: TransferView): void;
  /** Resumes the call, if it is on hold by us: the other side has returned. */
  resume(): void;
  /** Cancels the transfer when it is aborted: the other side should return. */
  signal?: AbortSignal;
}

/**
 * A referral by our user and its subscription, as the referrer sees it (RFC 3515, SPEC REF-2). The transition table is
 * in `protocol/states/refer.ts`.
 */
export class Transfer {
  /** All progress, ending with one final report. Without a final report if the subscription is terminated. */
  readonly progress = new ProgressFeed<ReferProgress>();
  /** Resolves when the server has accepted the referral. Rejects with its error otherwise; the call is unaffected then. */
  readonly sent: Promise<void>;
  /**
   * Resolves when the other side has reached the target. Rejects with REFER_FAILED (its context has `by`, `reason` and
   * `sip`), REFER_TIMED_OUT, REFER_TERMINATED, or the error of `sent`.
   */
  readonly done: Promise<void>;
  readonly #options: TransferOptions;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #machine: Machine<ReferState, ReferEvent>;
  #to: ReferTo | undefined;
  #failure: ReferFailure | undefined;
  readonly #onAbort = () => {
    this.cancel().catch(() => {});
  };

  constructor(options: TransferOptions) {
    this.#options = options;
    const moved = traceMoves(options.log, 'transfer', { referId: options.request.referId });
    this.#machine = new Machine<ReferState, ReferEvent>({ moves: REFER_MOVES, state: 'requested', moved });
    this.done = this.#outcome.promise;
    this.sent = this.#send();
    // Callers may ignore these promises.
    this.done.catch(() => {});
    this.sent.catch(() => {});
    const { signal } = options;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort);
  }

  get id(): ReferId {
    return this.#options.request.referId;
  }

  get over(): boolean {
    return isReferOver(this.#machine.state);
  }

  /** Handles a progress report of the server. Reports after the final one are ignored. */
  handle(progress: ReferProgress): void {
    const move = REFER_MOVE_TO[progress.state];
    // A referee who is trying has accepted, even if that report arrives later.
    if (this.#machine.state === 'requested' && !this.#machine.can(move))
      this.#apply({ state: 'accepted' }, 'accept');
    if (this.#machine.can(move)) this.#apply(progress, move);
  }

  /** Handles the end of the transfer's call. If our user ended the call, the subscription ends as well. */
  sessionEnded({ reason, by }: Ending): void {
    if (reason === 'transferred' && by === 'them') this.handle({ state: 'established' });
    else if (by === 'you') this.#terminate();
    else this.handle({ state: 'failed', failure: { by: 'system', reason } });
  }

  /**
   * Asks the other side to return; the final report says whether it did. Resolves when the server has accepted this.
   * @throws ParleyError REFER_GONE
   */
  async cancel(): Promise<void> {
    if (this.over) throw referGone();
    await this.sent;
    await this.#ask('refer.cancel');
  }

  /**
   * Ends the subscription; the other side continues with the target (REF-4). Resolves when the server has accepted this.
   * @throws ParleyError REFER_GONE
   */
  async terminateSubscription(): Promise<void> {
    if (this.over) throw referGone();
    this.#terminate();
    await this.sent;
    await this.#ask('refer.terminate');
  }

  async #send(): Promise<void> {
    const { request, server } = this.#options;
    try {
      const send = () => server.request('refer.send', request);
      const { to } = await untilAnswered(send, { isNeeded: () => !this.over });
      this.#to = to;
      this.#show();
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      // The server may have accepted the referral without its reply arriving.
      if (error.code === 'REQUEST_TIMED_OUT') this.#ask('refer.cancel').catch(() => {});
      if (!this.over) this.#machine.move('fail');
      this.#end(error);
      throw error;
    }
  }

  #ask(name: 'refer.cancel' | 'refer.terminate'): Promise<unknown> {
    const { server } = this.#options;
    return untilAnswered(() => server.request(name, { referId: this.id }));
  }

  #apply(progress: ReferProgress, move: ReferEvent): void {
    this.#machine.move(move);
    if (progress.state === 'failed') this.#failure = progress.failure;
    this.#show();
    this.progress.push(progress);
    if (!this.over) return;
    this.#end(errorOf(progress));
    if (progress.state !== 'established') this.#options.resume();
  }

  #terminate(): void {
    if (!this.#machine.can('terminate')) return;
    this.#machine.move('terminate');
    this.#show();
    this.#end(new ParleyError('REFER_TERMINATED', 'the subscription was terminated'));
  }

  #end(error: ParleyError | undefined): void {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.progress.close();
    if (error === undefined) this.#outcome.resolve();
    else this.#outcome.reject(error);
    this.#options.log.info('transfer over', { state: this.#machine.state });
  }

  #show(): void {
    if (this.#to === undefined) return;
    const { request, show } = this.#options;
    show({
      id: this.id,
      to: this.#to,
      attended: request.replaces !== undefined,
      state: this.#machine.state,
      failure: this.#failure,
    });
  }
}

/** Returns the error for a final report; undefined if the transfer succeeded. */
function errorOf(progress: ReferProgress): ParleyError | undefined {
  if (progress.state === 'timed-out') return new ParleyError('REFER_TIMED_OUT', 'the transfer took too long');
  if (progress.state !== 'failed') return undefined;
  const { by, reason, code } = progress.failure;
  const context: ErrorContext = { by, reason, sip: ENDINGS[reason].sip };
  if (code !== undefined) context.cause = code;
  return new ParleyError('REFER_FAILED', 'the target was not reached', { context });
}
