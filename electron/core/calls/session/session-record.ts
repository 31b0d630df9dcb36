import type { Ending } from '../../../../protocol/endings.ts';
import type { ReferId } from '../../../../protocol/ids.ts';
import type { SessionView } from '../../../../protocol/rpc/app-state.ts';
import { isEscalationOver } from '../../../../protocol/states/escalation.ts';
import { Machine } from '../../../../protocol/states/machine.ts';
import { SESSION_MOVES, type SessionEvent, type SessionState } from '../../../../protocol/states/session.ts';
import { traceMoves } from '../../kernel/trace-moves.ts';
import type { Clock, Log } from '../../ports.ts';

/**
 * How far the other side is bound by what we said: our invitation is out; our accept is, and may have been taken;
 * both have agreed. It decides what a goodbye is: nothing, CANCEL, both, BYE (RFC 3261 §9, §15).
 */
export type DialogState = 'none' | 'invited' | 'accepting' | 'agreed';

/** State of one session as pages read it, its moves (`protocol/states/session.ts`), and what only main knows of it. */
export class SessionRecord {
  #view: SessionView;
  readonly #machine: Machine<SessionState, SessionEvent>;
  dialog: DialogState = 'none';
  /** Somebody was alerted: our user, or theirs. */
  rang = false;
  /** Our user answered it or declined it, here. */
  handled = false;
  /** It was declined here without our user's doing. */
  turnedAway = false;
  /** It is accepted by itself, here or there: shown only once that came about, and not at all when it leads to a conference. */
  quiet = false;
  /** It takes the place of another call, on the devices of that (SPEC REF-5). */
  takesPlace = false;
  /** The referral that makes us call (SPEC REF-2). */
  referId: ReferId | undefined;
  /** How often the other side has said what it sends, as the server counts (SPEC ESC-2). */
  mediaNumber = 0;
  readonly startedAtMs: number;
  /** How long it carried media; undefined before it stopped, and when it never did. */
  durationMs: number | undefined;
  readonly #clock: Clock;
  #connectedAtMs: number | undefined;
  readonly #changed: () => void;

  constructor(view: SessionView, { clock, log, changed }: { clock: Clock; log: Log; changed(): void }) {
    this.#view = view;
    this.#clock = clock;
    this.startedAtMs = clock.now();
    this.#changed = changed;
    const moved = traceMoves(log, 'session', { sessionId: view.id });
    this.#machine = new Machine<SessionState, SessionEvent>({
      moves: SESSION_MOVES,
      state: view.state,
      moved,
    });
  }

  get view(): SessionView {
    return this.#view;
  }

  /** Whether it is only an invitation to a conference: it has no media, and ends when it is accepted (SPEC CONV-3). */
  get toConference(): boolean {
    return this.#view.sessionType === 'conference';
  }

  get over(): boolean {
    return this.#view.state === 'terminated';
  }

  get established(): boolean {
    return this.#view.state === 'established';
  }

  /** Whether our user holds it: it waits beside other calls, or a conference (SPEC INV-10). */
  get aside(): boolean {
    return this.established && this.#view.hold.byUs;
  }

  /** Whether it is on its way to a conference (SPEC ESC). */
  get escalating(): boolean {
    const state = this.#view.escalation?.state;
    return state !== undefined && !isEscalationOver(state);
  }

  /** Whether it holds, or may come to hold, media. */
  get live(): boolean {
    return this.#view.state === 'establishing' || this.established;
  }

  /** @throws ParleyError STATE_ILLEGAL */
  move(event: SessionEvent, change: Partial<SessionView> = {}): void {
    const state = this.#machine.move(event);
    if (event === 'connected') this.#connectedAtMs ??= this.#clock.monotonicMs();
    const { progress, restarting, ...rest } = { ...this.#view, ...change, state };
    this.#view = {
      ...rest,
      ...(state === 'establishing' && progress !== undefined ? { progress } : {}),
      ...(state === 'established' && restarting ? { restarting } : {}),
    };
    this.#changed();
  }

  change(change: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }

  /** It stops carrying media. */
  closed(): void {
    if (this.#connectedAtMs === undefined) return;
    this.durationMs = this.#clock.monotonicMs() - this.#connectedAtMs;
  }

  /** It ended in another way than we took it for, and not by what failed here. */
  correct(ending: Ending): void {
    const { error: _, ...view } = this.#view;
    this.#view = { ...view, ending };
    this.#changed();
  }

  /** It has this no longer. */
  drop(field: 'transfer' | 'referral'): void {
    if (this.#view[field] === undefined) return;
    const { [field]: _, ...view } = this.#view;
    this.#view = view;
    this.#changed();
  }

  /** Whether a new media path is being looked for. */
  showRestarting(restarting: boolean): void {
    if ((this.#view.restarting ?? false) === restarting) return;
    const { restarting: _, ...view } = this.#view;
    this.#view = restarting ? { ...view, restarting } : view;
    this.#changed();
  }
}
