import { ParleyError } from '../../protocol/errors.ts';
import { canMove, nextState } from '../../protocol/states/transition.ts';
import type { SessionMedia } from './session-media.ts';
import type { SessionPorts } from './session-ports.ts';
import type { SessionRecord } from './session-record.ts';

/** State of a carriage, as the page reports it (W3C webrtc `RTCPeerConnectionState`). */
export type CarriageState = 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/**
 * The media path of an established session (SPEC SES-1).
 *
 * ```
 *              broken                waited, gone, asked
 *   whole ───────────────► doubtful ────────────────────► restarting
 *    ▲ ▲ │                    │                             │   ▲ │
 *    │ └─│────── mended ──────┘                             │   └─┘ broken, gone, asked, waited
 *    │   └───────────────── gone, asked ────────────────────│──►
 *    └───────────────────────── mended ─────────────────────┘
 * ```
 * `broken`: nothing arrives at the moment; `waited`: and still does not. `gone`: ICE has failed. `asked`: this
 * machine has another network, or the other side offers a restart.
 */
const PATH_MOVES = {
  whole: { broken: 'doubtful', gone: 'restarting', asked: 'restarting', mended: 'whole' },
  doubtful: {
    broken: 'doubtful',
    waited: 'restarting',
    gone: 'restarting',
    asked: 'restarting',
    mended: 'whole',
  },
  restarting: {
    broken: 'restarting',
    waited: 'restarting',
    gone: 'restarting',
    asked: 'restarting',
    mended: 'whole',
  },
} as const satisfies Record<string, Record<string, string>>;

type PathState = keyof typeof PATH_MOVES;
type PathEvent = 'broken' | 'waited' | 'gone' | 'asked' | 'mended';

/** A path may be broken so long before another one is looked for: most come back by themselves. */
const doubtMs = 2_000;

export interface SessionPathOptions {
  record: SessionRecord;
  media: SessionMedia;
  ports: SessionPorts;
  /** No path was found in time, or the other side is gone. */
  fail(error: ParleyError): void;
}

/**
 * Watches the media path, and finds another one by an ICE restart (RFC 8445 §2.4). Only the inviter offers, so that
 * two offers never cross; the accepter waits for it.
 */
export class SessionPath {
  readonly #options: SessionPathOptions;
  #state: PathState = 'whole';
  #carriage: CarriageState = 'connecting';
  #stopTimer: () => void = () => {};
  /** Our offer is being made, or is out. */
  #offering = false;
  #awaitsAnswer = false;

  constructor(options: SessionPathOptions) {
    this.#options = options;
  }

  /** The page's word on the carriage of an established session. */
  carriage(state: CarriageState): void {
    this.#carriage = state;
    if (state === 'connected') this.#take('mended');
    else if (state === 'disconnected') this.#take('broken');
    else if (state === 'failed') this.#take('gone');
  }

  /** This machine has another network. The accepter notices when its path breaks. */
  networkChanged(): void {
    if (this.#inviter) this.#take('asked');
  }

  /** Their offer of a restart. */
  async offered(offer: string): Promise<void> {
    const { record, media, ports } = this.#options;
    if (this.#inviter || !record.live) return;
    if (record.established) this.#take('asked');
    const sessionId = record.view.id;
    media.localCandidates.shut();
    try {
      const { answer } = await ports.page.order('peer-reanswer', { sessionId, offer });
      if (!record.live) return;
      const sent = ports.server.request('session.answer', { sessionId, answer });
      media.localCandidates.open();
      await sent;
      this.#settled();
    } catch (thrown) {
      this.#stumbled(ParleyError.from(thrown, 'MEDIA_FAILED'));
    }
  }

  /** Their answer to our restart. @returns whether one was awaited */
  answered(answer: string): boolean {
    if (!this.#awaitsAnswer) return false;
    const { record, ports } = this.#options;
    this.#awaitsAnswer = false;
    ports.page.order('peer-apply-answer', { sessionId: record.view.id, answer }).then(
      () => {
        this.#offering = false;
        this.#settled();
      },
      (thrown) => {
        this.#offering = false;
        this.#stumbled(ParleyError.from(thrown, 'MEDIA_FAILED'));
      },
    );
    return true;
  }

  close(): void {
    this.#stopTimer();
    this.#awaitsAnswer = false;
  }

  get #inviter(): boolean {
    return this.#options.record.view.direction === 'outgoing';
  }

  #take(event: PathEvent): void {
    const { record, ports } = this.#options;
    if (!record.established || !canMove<PathState, PathEvent>(PATH_MOVES, this.#state, event)) return;
    const before = this.#state;
    this.#state = nextState<PathState, PathEvent>(PATH_MOVES, before, event);
    record.showRestarting(this.#state === 'restarting');
    if (this.#state !== before) {
      this.#stopTimer();
      if (this.#state === 'doubtful') {
        this.#stopTimer = ports.clock.after(doubtMs, () => this.#take('waited'));
      } else if (this.#state === 'restarting') {
        this.#stopTimer = ports.clock.after(ports.timings().iceRestartMs, () => this.#giveUp());
      }
    }
    // A path that fails again while it is looked for is looked for again.
    const wanted = this.#state === 'restarting' && (before !== 'restarting' || event !== 'broken');
    if (wanted && this.#inviter) this.#offer();
  }

  async #offer(): Promise<void> {
    if (this.#offering) return;
    this.#offering = true;
    const { record, media, ports } = this.#options;
    const sessionId = record.view.id;
    media.localCandidates.shut();
    try {
      const { offer } = await ports.page.order('peer-restart', { sessionId });
      if (!record.live) return;
      this.#awaitsAnswer = true;
      const sent = ports.server.request('session.offer', { sessionId, offer });
      media.localCandidates.open();
      await sent;
    } catch (thrown) {
      this.#awaitsAnswer = false;
      this.#offering = false;
      const error = ParleyError.from(thrown, 'MEDIA_FAILED');
      if (error.code === 'REQUEST_TIMED_OUT' && this.#state === 'restarting') this.#offer();
      else this.#stumbled(error);
    }
  }

  /** No answer is awaited any more. A path that never broke is whole, whichever one it is now. */
  #settled(): void {
    if (this.#carriage === 'connected') this.#take('mended');
  }

  /** The time for a restart goes on: the old path may come back, and another failure makes another attempt. */
  #stumbled(error: ParleyError): void {
    const { record, media, ports, fail } = this.#options;
    if (!record.live) return;
    media.localCandidates.open();
    if (error.code === 'SESSION_GONE' || error.code === 'MEDIA_NOT_NEGOTIABLE') {
      fail(error);
      return;
    }
    ports.log.info('no ICE restart', { code: error.code });
    this.#settled();
  }

  #giveUp(): void {
    if (this.#carriage === 'connected') this.#take('mended');
    else this.#options.fail(new ParleyError('MEDIA_FAILED', 'no media path was found in time'));
  }
}
