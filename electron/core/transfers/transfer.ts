import { ENDINGS, type Ending } from '../../../protocol/endings.ts';
import { type ErrorContext, ParleyError } from '../../../protocol/errors.ts';
import type { ReferId } from '../../../protocol/ids.ts';
import type { ReferFailure, ReferProgress, ReferTo } from '../../../protocol/refer.ts';
import type { TransferView } from '../../../protocol/rpc/app-state.ts';
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
  /** Shows it within its call. */
  show(view: TransferView): void;
  /** The other side is with us again: takes the call up, if we hold it. */
  resume(): void;
  /** Aborted, the other side shall come back. */
  signal?: AbortSignal;
}

/**
 * A referral by our user, and its subscription, as the referrer sees it (RFC 3515, SPEC REF-2). The table of moves is
 * `protocol/states/refer.ts`.
 */
export class Transfer {
  /** How far it comes, up to its one final word. Ends without one when the subscription is terminated. */
  readonly progress = new ProgressFeed<ReferProgress>();
  /** Resolves when the server has taken it. Rejects with what was wrong with it; the call is untouched then. */
  readonly sent: Promise<void>;
  /**
   * Resolves when the other side has reached the target. Rejects with REFER_FAILED, which says `by` whom, why and with
   * which SIP response, REFER_TIMED_OUT, REFER_TERMINATED, or with what `sent` rejects with.
   */
  readonly done: Promise<void>;
  readonly #options: TransferOptions;
  readonly #outcome = Promise.withResolvers<void>();
  readonly #machine: Machine<ReferState, ReferEvent>;
  #to: ReferTo | undefined;
  #failure: ReferFailure | undefined;
  readonly #aborted = () => {
    this.cancel().catch(() => {});
  };

  constructor(options: TransferOptions) {
    this.#options = options;
    const moved = traceMoves(options.log, 'transfer', { referId: options.request.referId });
    this.#machine = new Machine<ReferState, ReferEvent>({ moves: REFER_MOVES, state: 'requested', moved });
    this.done = this.#outcome.promise;
    this.sent = this.#send();
    // Whoever does not ask is not to be told.
    this.done.catch(() => {});
    this.sent.catch(() => {});
    const { signal } = options;
    if (signal?.aborted) this.#aborted();
    else signal?.addEventListener('abort', this.#aborted);
  }

  get id(): ReferId {
    return this.#options.request.referId;
  }

  get over(): boolean {
    return isReferOver(this.#machine.state);
  }

  /** What the server says of it. What comes after the final word changes nothing. */
  take(progress: ReferProgress): void {
    const move = REFER_MOVE_TO[progress.state];
    // Whoever tries has agreed, though we read of it later.
    if (this.#machine.state === 'requested' && !this.#machine.can(move))
      this.#take({ state: 'accepted' }, 'accept');
    if (this.#machine.can(move)) this.#take(progress, move);
  }

  /** Its call ended. Whoever ended it themselves wants to hear no more. */
  sessionEnded({ reason, by }: Ending): void {
    if (reason === 'transferred' && by === 'them') this.take({ state: 'established' });
    else if (by === 'you') this.#terminate();
    else this.take({ state: 'failed', failure: { by: 'system', reason } });
  }

  /**
   * The other side shall come back; the final word says whether it did. Resolves when the server has taken that.
   * @throws ParleyError REFER_GONE
   */
  async cancel(): Promise<void> {
    if (this.over) throw referGone();
    await this.sent;
    await this.#ask('refer.cancel');
  }

  /**
   * We want to hear no more; what the other side does goes on (REF-4). Resolves when the server has taken that.
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
      const { to } = await untilAnswered(send, { goOn: () => !this.over });
      this.#to = to;
      this.#show();
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      // It may have been taken all the same.
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

  #take(progress: ReferProgress, move: ReferEvent): void {
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
    this.#options.signal?.removeEventListener('abort', this.#aborted);
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
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    });
  }
}

/** What its final word is to whoever waits for it; undefined when it succeeded. */
function errorOf(progress: ReferProgress): ParleyError | undefined {
  if (progress.state === 'timed-out') return new ParleyError('REFER_TIMED_OUT', 'the transfer took too long');
  if (progress.state !== 'failed') return undefined;
  const { by, reason, code } = progress.failure;
  const context: ErrorContext = { by, reason, sip: ENDINGS[reason].sip };
  if (code !== undefined) context.cause = code;
  return new ParleyError('REFER_FAILED', 'the target was not reached', { context });
}
