import { ParleyError } from '../../../../protocol/errors.ts';
import { Machine } from '../../../../protocol/states/machine.ts';
import { traceMoves } from '../../kernel/trace-moves.ts';
import type { SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

/** State of a carriage, as the page reports it (W3C webrtc `RTCPeerConnectionState`). */
export type CarriageState = 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/**
 * The media path of an established session (SPEC SES-1, RES-5).
 *
 * ```
 *              broken                waited, gone, asked
 *   whole ───────────────► doubtful ────────────────────► restarting
 *    ▲ ▲ │                    │                             │   ▲ │
 *    │ └─│────── mended ──────┘                             │   └─┘ broken, gone, asked, waited
 *    │   └───────────────── gone, asked ────────────────────│──►
 *    └───────────────────────── mended ─────────────────────┘
 *
 *   any ──page-gone──► pageless ──renewed──► restarting ◄──renewed── any
 * ```
 * `broken`: nothing arrives; `waited`: still nothing arrives after a while. `gone`: ICE failed. `asked`: this machine has
 * another network, or the other side offers a restart. `page-gone`: the page that carried the media is gone, with the
 * connection. `renewed`: a new connection is being made, for another page of ours or of the other side.
 */
const PATH_MOVES = {
  whole: {
    broken: 'doubtful',
    gone: 'restarting',
    asked: 'restarting',
    mended: 'whole',
    'page-gone': 'pageless',
    renewed: 'restarting',
  },
  doubtful: {
    broken: 'doubtful',
    waited: 'restarting',
    gone: 'restarting',
    asked: 'restarting',
    mended: 'whole',
    'page-gone': 'pageless',
    renewed: 'restarting',
  },
  restarting: {
    broken: 'restarting',
    waited: 'restarting',
    gone: 'restarting',
    asked: 'restarting',
    mended: 'whole',
    'page-gone': 'pageless',
    renewed: 'restarting',
  },
  pageless: { renewed: 'restarting' },
} as const satisfies Record<string, Record<string, string>>;

type PathState = keyof typeof PATH_MOVES;
type PathEvent = 'broken' | 'waited' | 'gone' | 'asked' | 'mended' | 'page-gone' | 'renewed';

/** How long a path may be broken before a restart: most paths recover without one. */
const doubtMs = 2_000;

export interface SessionPathOptions {
  record: SessionRecord;
  ports: SessionPorts;
  /** Another path is to be looked for. */
  restart(): void;
  /** No path was found in time, or no page came. */
  fail(error: ParleyError): void;
}

/** Watches the media path, and says when another one is to be looked for by an ICE restart (RFC 8445 §2.4). */
export class SessionPath {
  readonly #options: SessionPathOptions;
  readonly #machine: Machine<PathState, PathEvent>;
  #carriage: CarriageState = 'connecting';
  #stopTimer: () => void = () => {};

  constructor(options: SessionPathOptions) {
    this.#options = options;
    const moved = traceMoves(options.ports.log, 'path', { sessionId: options.record.view.id });
    this.#machine = new Machine<PathState, PathEvent>({ moves: PATH_MOVES, state: 'whole', moved });
  }

  /** Whether it waits for a page. */
  get pageless(): boolean {
    return this.#machine.state === 'pageless';
  }

  /** Whether another path is being looked for. */
  get restarting(): boolean {
    return this.#machine.state === 'restarting';
  }

  /** The page's word on the carriage of an established session. */
  carriage(state: CarriageState): void {
    this.#carriage = state;
    if (state === 'connected') this.#take('mended');
    else if (state === 'disconnected') this.#take('broken');
    else if (state === 'failed') this.#take('gone');
  }

  /** This machine has another network, or the other side offers a restart. */
  asked(): void {
    this.#take('asked');
  }

  /** The page is gone; the next one may take so long as `timings.pageBackMs`. */
  pageGone(): void {
    this.#take('page-gone');
  }

  /** A new connection is on its way, and what was known of the old one counts no longer. */
  renewed(): void {
    this.#carriage = 'connecting';
    this.#take('renewed');
  }

  /** Nothing is being agreed any more. A path that never broke is whole, whichever one it is now. */
  settled(): void {
    if (this.#carriage === 'connected') this.#take('mended');
  }

  close(): void {
    this.#stopTimer();
  }

  #take(event: PathEvent): void {
    const { record, restart } = this.#options;
    if (!record.established || !this.#machine.can(event)) return;
    const before = this.#machine.state;
    this.#machine.move(event);
    record.showRestarting(this.restarting || this.pageless);
    if (this.#machine.state !== before || event === 'renewed') this.#startTimer();
    // A path that fails again while it is looked for is looked for again.
    const again = before !== 'restarting' || event !== 'broken';
    if (this.restarting && again && event !== 'renewed') restart();
  }

  #startTimer(): void {
    const { clock, timings } = this.#options.ports;
    this.#stopTimer();
    if (this.#machine.state === 'doubtful') {
      this.#stopTimer = clock.after(doubtMs, () => this.#take('waited'));
    } else if (this.#machine.state === 'restarting') {
      this.#stopTimer = clock.after(timings().iceRestartMs, () => this.#giveUp());
    } else if (this.#machine.state === 'pageless') {
      this.#stopTimer = clock.after(timings().pageBackMs, () => this.#giveUp());
    }
  }

  #giveUp(): void {
    const { fail } = this.#options;
    if (this.pageless)
      fail(new ParleyError('PAGE_ABSENT', 'the page that carried the media did not come back'));
    else if (this.#carriage === 'connected') this.#take('mended');
    else fail(new ParleyError('MEDIA_FAILED', 'no media path was found in time'));
  }
}
