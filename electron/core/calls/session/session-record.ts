import type { Ending } from '../../../../protocol/endings.ts';
import type { ParleyError } from '../../../../protocol/errors.ts';
import type { ReferId } from '../../../../protocol/ids.ts';
import { ALL_OFF } from '../../../../protocol/signaling/shapes.ts';
import { isEscalationOver } from '../../../../protocol/states/escalation.ts';
import { Machine } from '../../../../protocol/states/machine.ts';
import { SESSION_MOVES, type SessionEvent, type SessionState } from '../../../../protocol/states/session.ts';
import { traceMoves } from '../../kernel/trace-moves.ts';
import type { Clock, Log } from '../../ports.ts';
import type { SessionFacts } from './session-facts.ts';

/**
 * State of the dialog with the other side: none, our invitation is sent, our accept is sent and may have been taken, or both
 * sides agreed. It decides which goodbye is sent: none, CANCEL, both, or BYE (RFC 3261 §9, §15).
 */
export type DialogState = 'none' | 'invited' | 'accepting' | 'agreed';

/** One session: its view for pages, its moves (`protocol/states/session.ts`), and facts that only main knows. */
export class SessionRecord {
  #view: SessionFacts;
  readonly #machine: Machine<SessionState, SessionEvent>;
  dialog: DialogState = 'none';
  /** Whether our user or the other user was alerted. */
  rang = false;
  /** Whether our user answered or declined it on this device. */
  handled = false;
  /** Whether it was declined automatically. */
  turnedAway = false;
  /** Whether it is accepted automatically: it is shown once accepted. */
  quiet = false;
  /** Whether it replaces another call and uses the devices of that call (SPEC REF-5). */
  takesPlace = false;
  /** The referral that causes our call (SPEC REF-2). */
  referId: ReferId | undefined;
  /** How often the other side announced its media, as the server counts (SPEC ESC-2). */
  mediaNumber = 0;
  readonly startedAtMs: number;
  /** How long it carried media; undefined before it stopped, and when it never did. */
  durationMs: number | undefined;
  readonly #clock: Clock;
  #connectedAtMs: number | undefined;
  readonly #changed: () => void;

  constructor(view: SessionFacts, { clock, log, changed }: { clock: Clock; log: Log; changed(): void }) {
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

  get view(): SessionFacts {
    return this.#view;
  }

  get over(): boolean {
    return this.#view.state === 'terminated';
  }

  get established(): boolean {
    return this.#view.state === 'established';
  }

  /** Whether our user holds it beside other calls or a conference (SPEC INV-10). */
  get aside(): boolean {
    return this.established && this.#view.hold.byUs;
  }

  /** Whether it is becoming a conference (SPEC ESC). */
  get escalating(): boolean {
    const state = this.#view.escalation?.state;
    return state !== undefined && !isEscalationOver(state);
  }

  /** Whether it holds or may soon hold media. */
  get live(): boolean {
    return this.#view.state === 'establishing' || this.established;
  }

  /** @throws ParleyError STATE_ILLEGAL */
  move(event: SessionEvent, change: Partial<SessionFacts> = {}): void {
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

  /** @throws ParleyError STATE_ILLEGAL */
  hangUp(): void {
    this.move('hang-up');
  }

  /** @throws ParleyError STATE_ILLEGAL */
  end(ending: Ending, error?: ParleyError): void {
    const hold = { byUs: false, byThem: false };
    this.move('end', { ending, local: ALL_OFF, hold, error: error?.toWire() });
  }

  change(change: Partial<SessionFacts>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }

  /** It stops carrying media. */
  closed(): void {
    if (this.#connectedAtMs === undefined) return;
    // The clock counts fractions of a millisecond, and the contract whole ones.
    this.durationMs = Math.round(this.#clock.monotonicMs() - this.#connectedAtMs);
  }

  /** Replaces the ending that we assumed, and removes the error that led to it. */
  correct(ending: Ending): void {
    const { error: _, ...view } = this.#view;
    this.#view = { ...view, ending };
    this.#changed();
  }

  /** Removes this field. */
  drop(field: 'transfer' | 'referral'): void {
    if (this.#view[field] === undefined) return;
    const { [field]: _, ...view } = this.#view;
    this.#view = view;
    this.#changed();
  }

  /** Shows whether a new media path is being looked for. */
  showRestarting(restarting: boolean): void {
    if ((this.#view.restarting ?? false) === restarting) return;
    const { restarting: _, ...view } = this.#view;
    this.#view = restarting ? { ...view, restarting } : view;
    this.#changed();
  }
}
