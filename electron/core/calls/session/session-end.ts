import type { DeclineReason, Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import { ALL_OFF } from '../../../../protocol/signaling/shapes.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import { endingOfError } from './session-endings.ts';
import { type HangUpReason, sayGoodbye } from './session-goodbye.ts';
import type { SessionMedia } from './session-media.ts';
import type { SessionEvents, SessionPorts } from './session-ports.ts';
import type { DialogState, SessionRecord } from './session-record.ts';

/** What goes with a decline. */
export interface DeclineDetails {
  text?: string;
  headers?: CustomHeaders;
}

export interface SessionEndOptions {
  record: SessionRecord;
  media: SessionMedia;
  ports: SessionPorts;
  events: SessionEvents;
}

/** Beyond this, a time of expiry says more about the other clock than about the invitation. */
const longestExpiryMs = 600_000;
/** The server's own word of the expiry comes first, if it comes. */
const expiryGraceMs = 2_000;
/** The other side may look at a call a moment longer than we do, before its conference takes over (ESC-2). */
const carriedLingerMs = 1_000;

/**
 * The one way in which a session ends, whatever the cause: its media goes first and waits for nobody, the other side
 * is told as far as it is bound, and the view has one ending.
 */
export class SessionEnd {
  readonly #options: SessionEndOptions;
  #stopTimer: () => void = () => {};
  #closed = false;
  /** Our user's own ending, while the goodbye is on its way. */
  #own: Ending | null = null;
  /** We ended it, and do not know yet whether the server had not ended it in another way before. */
  #unconfirmed = false;
  /** Says the goodbye once more. */
  #partAgain: (() => void) | undefined;
  #parting = false;
  /** What we take leave of was heard of during the goodbye. */
  #heardOf = false;

  constructor(options: SessionEndOptions) {
    this.#options = options;
  }

  /** An accept must lead to media within its time (INV-7). */
  startAcceptTimer(): void {
    const { clock, timings } = this.#options.ports;
    this.#stopTimer();
    this.#stopTimer = clock.after(timings().acceptTimeoutMs, () => {
      const error = new ParleyError('REQUEST_TIMED_OUT', 'no media within the time to accept');
      this.fail(error, { reason: 'timed-out', by: 'system' });
    });
  }

  /**
   * Ends an invitation of whose expiry nobody told us (INV-5). The time is the server's, and clocks differ: no
   * invitation rings for less than it may.
   */
  startExpiryTimer(expiresAtMs: number): void {
    const { clock, timings } = this.#options.ports;
    const statedMs = Math.min(expiresAtMs - clock.now(), longestExpiryMs);
    const delayMs = Math.max(statedMs, timings().invitationExpiryMs) + expiryGraceMs;
    this.#stopTimer();
    this.#stopTimer = clock.after(delayMs, () => {
      const { record } = this.#options;
      this.#close();
      this.#unconfirmed = true;
      if (record.dialog === 'invited') void this.#part(record.dialog, 'timed-out');
      this.finish({ reason: 'expired', by: 'system' });
    });
  }

  stopTimer(): void {
    this.#stopTimer();
  }

  /** Ends it because something failed here, and tells the other side. */
  fail(error: ParleyError, ending: Ending = endingOfError(error)): void {
    const { record } = this.#options;
    // Our user's own goodbye is on its way: what fails meanwhile changes nothing.
    if (record.over || this.#own !== null) return;
    // An accept that the server refused binds nobody; one whose answer is unknown may have been taken.
    const refused = error.code === 'INVITATION_GONE' || error.code === 'INVITATION_CANCELLED';
    const unbound = record.dialog === 'accepting' && refused && ending.by !== 'you';
    this.#close();
    // The refusal says that it has ended; the notice, which it may have overtaken, says how.
    if (unbound) this.#unconfirmed = true;
    else void this.#part(record.dialog, spokenReason(ending));
    this.finish(ending, error);
  }

  /** Says BYE, or CANCEL, and ends when it was taken, or nobody answered. Never rejects. */
  async hangUp(reason: HangUpReason, headers?: CustomHeaders): Promise<void> {
    const { record } = this.#options;
    const more = headers === undefined ? {} : { headers };
    const said = record.dialog === 'agreed' ? reason : 'cancelled';
    const own: Ending = { reason: said, by: 'you', ...more };
    this.#own = own;
    record.move('hang-up');
    this.#close();
    await this.#part(record.dialog, reason, headers);
    this.finish(own);
  }

  /** @throws ParleyError INVITATION_GONE, INVITATION_CANCELLED, or the server's own */
  async decline(reason: DeclineReason, { text, headers }: DeclineDetails = {}): Promise<void> {
    const { record, ports } = this.#options;
    const more = {
      ...(text === undefined ? {} : { text }),
      ...(headers === undefined ? {} : { headers }),
    };
    record.handled = true;
    this.#unconfirmed = true;
    this.finish({ reason, by: 'you', ...more });
    const { invitationId } = record.view;
    const said = { invitationId, reason, ...more };
    await new Promise<void>((resolve, reject) => {
      const decline = () => ports.server.request('invitation.decline', said);
      untilAnswered(decline, { onSilence: resolve }).then(
        () => {
          this.#unconfirmed = false;
          resolve();
        },
        (thrown) => {
          const { code } = ParleyError.from(thrown, 'SERVER_INTERNAL');
          if (code === 'INVITATION_CANCELLED') this.correct({ reason: 'cancelled', by: 'them' });
          reject(thrown);
        },
      );
    });
  }

  /** The server's word on how it ended. Until it took ours, its word goes (INV-2). */
  told(ending: Ending): void {
    if (!this.#options.record.over) this.finish(ending);
    else if (this.#unconfirmed) this.correct(ending);
  }

  /**
   * The server, or the other side, has it still. When our goodbye found nothing, it came too early, and is said once
   * more: otherwise the other side is left with a session that nobody here knows.
   */
  heardOf(): void {
    if (!this.#unconfirmed) return;
    if (this.#parting) this.#heardOf = true;
    else this.#partAgain?.();
  }

  /** Nothing can be said any more. */
  lost(ending: Ending): void {
    this.finish(this.#own ?? ending);
  }

  finish(ending: Ending, error?: ParleyError): void {
    const { record, events } = this.#options;
    if (record.over) return;
    // What a conference carries on is shown there before its picture goes from here (ESC-2).
    const isCarriedOn = ending.reason === 'escalated';
    if (!isCarriedOn) this.#close();
    const failure = error === undefined ? {} : { error: error.toWire() };
    const hold = { byUs: false, byThem: false };
    record.move('end', { ending, local: ALL_OFF, hold, ...failure });
    if (isCarriedOn) this.#close(carriedLingerMs);
    events.ended();
  }

  /** It has ended in another way than it was taken for. */
  correct(ending: Ending): void {
    this.#unconfirmed = false;
    this.#options.record.correct(ending);
    this.#options.events.ended();
  }

  /** @param lingerMs how long what we send goes on, for as long as its devices are open for something else */
  #close(lingerMs = 0): void {
    const { record, media, events } = this.#options;
    this.#stopTimer();
    if (lingerMs > 0 && !this.#closed) media.closeLater(lingerMs);
    else media.close();
    if (this.#closed) return;
    this.#closed = true;
    record.closed();
    events.closed();
  }

  /** Resolves when the goodbye was answered, or met silence for the first time. */
  #part(dialog: DialogState, reason: HangUpReason, headers?: CustomHeaders): Promise<void> {
    const { record, ports } = this.#options;
    this.#unconfirmed = dialog !== 'none';
    this.#parting = true;
    this.#heardOf = false;
    this.#partAgain = () => void this.#part(dialog, reason, headers);
    return new Promise((resolve) => {
      const more = headers === undefined ? {} : { headers };
      void sayGoodbye({
        server: ports.server,
        view: record.view,
        dialog,
        reason,
        ...more,
        onSilence: resolve,
      }).then((refusal) => {
        this.#parting = false;
        if (refusal === undefined) this.#unconfirmed = false;
        else ports.log.info('goodbye not taken', { code: refusal });
        resolve();
        if (this.#heardOf) this.heardOf();
      });
    });
  }
}

/** What a BYE says of an ending. */
function spokenReason({ reason }: Ending): HangUpReason {
  const known = reason === 'hung-up' || reason === 'signed-out' || reason === 'timed-out';
  return known || reason === 'device-refused' ? reason : 'media-failed';
}
