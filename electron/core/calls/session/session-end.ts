import type { DeclineReason, Ending } from '../../../../protocol/endings.ts';
import { ParleyError, type WireError } from '../../../../protocol/errors.ts';
import type { InvitationId, SessionId } from '../../../../protocol/ids.ts';
import type { SessionState } from '../../../../protocol/states/session.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import { endingOfError } from './session-endings.ts';
import { type HangUpReason, sayGoodbye } from './session-goodbye.ts';
import type { SessionEvents, SessionPorts } from './session-ports.ts';
import type { DialogState } from './session-record.ts';

/** Optional parts of a decline. */
export interface DeclineDetails {
  text?: string;
  headers?: CustomHeaders;
}

/** The record of the session, or of the invitation to a conference, that is ended. */
export interface EndingRecord {
  readonly view: Readonly<{
    id: SessionId;
    invitationId: InvitationId;
    state: SessionState;
    ending?: Ending;
    error?: WireError;
  }>;
  readonly over: boolean;
  readonly dialog: DialogState;
  handled: boolean;
  turnedAway: boolean;
  /** Our goodbye is on its way. */
  hangUp(): void;
  end(ending: Ending, error?: ParleyError): void;
  correct(ending: Ending): void;
}

export interface SessionEndOptions {
  record: EndingRecord;
  media: { close(): void; closeLater(lingerMs: number): void };
  ports: Pick<SessionPorts, 'server' | 'clock' | 'log' | 'timings'>;
  events: Pick<SessionEvents, 'closed' | 'ended'>;
}

/** A later expiry means that the clock of the server differs from ours. */
const longestExpiryMs = 600_000;
/** Leaves time for the notice of the server, which normally comes first. */
const expiryGraceMs = 2_000;
/** The other side may show the call a moment longer than we do before it shows the conference (ESC-2). */
const carriedLingerMs = 1_000;

/**
 * Ends a session, whatever the cause: its media stops first and at once, the other side gets the goodbye that the state of
 * the dialog requires, and the view gets one ending.
 */
export class SessionEnd {
  readonly #options: SessionEndOptions;
  #stopTimer: () => void = () => {};
  #closed = false;
  /** The ending by our user, while the goodbye is on its way. */
  #own: Ending | null = null;
  /** We ended it, and the server has not confirmed that ending yet. */
  #unconfirmed = false;
  /** Repeats the goodbye. */
  #partAgain: (() => void) | undefined;
  #parting = false;
  /** A notice about the session arrived during the goodbye. */
  #isStillKnown = false;

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
   * Ends an invitation when the server does not report its expiry (INV-5). The time is the server's and clocks differ, so
   * an invitation rings at least as long as the setting says.
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

  /** Ends it because of a failure here, and notifies the other side. */
  fail(error: ParleyError, ending: Ending = endingOfError(error)): void {
    const { record } = this.#options;
    // A failure during the goodbye of our user changes nothing.
    if (record.over || this.#own !== null) return;
    // A refused accept needs no goodbye; an unanswered accept may have been taken.
    const refused = error.code === 'INVITATION_GONE' || error.code === 'INVITATION_CANCELLED';
    const unbound = record.dialog === 'accepting' && refused && ending.by !== 'you';
    this.#close();
    // The refusal says that the session ended; a notice, which may come later, says how.
    if (unbound) this.#unconfirmed = true;
    else void this.#part(record.dialog, spokenReason(ending));
    this.finish(ending, error);
  }

  /** Our user ends it, in any state. Never rejects: it is over here whatever the server answers. */
  async hangUp(reason: HangUpReason = 'hung-up', headers?: CustomHeaders): Promise<void> {
    const { state } = this.#options.record.view;
    if (state === 'incoming') await this.#refuse(reason, headers);
    else if (state === 'establishing' || state === 'established') await this.#sayGoodbye(reason, headers);
  }

  /** Sends BYE or CANCEL, and ends the session when it was taken or was not answered. Never rejects. */
  async #sayGoodbye(reason: HangUpReason, headers?: CustomHeaders): Promise<void> {
    const { record } = this.#options;
    const said = record.dialog === 'agreed' ? reason : 'cancelled';
    const own: Ending = { reason: said, by: 'you', headers };
    this.#own = own;
    record.hangUp();
    this.#close();
    await this.#part(record.dialog, reason, headers);
    this.finish(own);
  }

  /** Our user hangs up while it rings here. Never rejects. */
  async #refuse(reason: HangUpReason, headers?: CustomHeaders): Promise<void> {
    const { record } = this.#options;
    if (record.dialog === 'accepting') {
      this.fail(new ParleyError('INVITATION_GONE', 'hung up while accepting'), { reason, by: 'you' });
    } else if (reason === 'signed-out') {
      // Sends nothing: the other devices of our user keep ringing (INV-9), and the server sees our departure.
      record.turnedAway = true;
      this.finish({ reason, by: 'you' });
    } else {
      await this.decline('declined', { headers }).catch(() => {});
    }
  }

  /** @throws ParleyError INVITATION_GONE when our user has answered it, or it is over */
  checkUnanswered(): void {
    const { view, dialog } = this.#options.record;
    if (view.state !== 'incoming' || dialog === 'accepting') {
      throw new ParleyError('INVITATION_GONE', 'this invitation is answered already');
    }
  }

  /** @throws ParleyError why it ended during an `await` */
  checkNotOver(): void {
    const { view, over } = this.#options.record;
    if (view.error) throw ParleyError.fromWire(view.error);
    if (over) throw new ParleyError('INVITATION_CANCELLED', 'it ended meanwhile');
  }

  /** @throws ParleyError INVITATION_GONE, INVITATION_CANCELLED, or the server's own */
  async decline(reason: DeclineReason, { text, headers }: DeclineDetails = {}): Promise<void> {
    this.checkUnanswered();
    const { record, ports } = this.#options;
    record.handled = true;
    this.#unconfirmed = true;
    this.finish({ reason, by: 'you', text, headers });
    const { invitationId } = record.view;
    const said = { invitationId, reason, text, headers };
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

  /** The server reports the ending. Its report counts until it has confirmed ours (INV-2). */
  told(ending: Ending): void {
    if (!this.#options.record.over) this.finish(ending);
    else if (this.#unconfirmed) this.correct(ending);
  }

  /**
   * The server or the other side still has the session, so a goodbye that was refused came too early. It is repeated:
   * otherwise the other side would keep a session that this client has ended.
   */
  stillKnown(): void {
    if (!this.#unconfirmed) return;
    if (this.#parting) this.#isStillKnown = true;
    else this.#partAgain?.();
  }

  /** Their accept crossed the expiry here: it was answered, and then took too long (INV-3). */
  acceptedLate(): void {
    const { record, events } = this.#options;
    if (record.view.ending?.reason === 'expired') {
      record.correct({ reason: 'timed-out', by: 'system' });
      events.ended();
    }
    this.stillKnown();
  }

  /** Ends it without a goodbye, since the connection is lost. */
  lost(ending: Ending): void {
    this.finish(this.#own ?? ending);
  }

  finish(ending: Ending, error?: ParleyError): void {
    const { record, events } = this.#options;
    if (record.over) return;
    // The conference shows its picture before the picture of the call disappears (ESC-2).
    const isCarriedOn = ending.reason === 'escalated';
    if (!isCarriedOn) this.#close();
    record.end(ending, error);
    if (isCarriedOn) this.#close(carriedLingerMs);
    events.ended();
  }

  /** Corrects the ending that we assumed. */
  correct(ending: Ending): void {
    this.#unconfirmed = false;
    this.#options.record.correct(ending);
    this.#options.events.ended();
  }

  /** @param lingerMs how long our media continues, if another lease keeps the devices open */
  #close(lingerMs = 0): void {
    const { media, events } = this.#options;
    this.#stopTimer();
    if (lingerMs > 0 && !this.#closed) media.closeLater(lingerMs);
    else media.close();
    if (this.#closed) return;
    this.#closed = true;
    events.closed();
  }

  /** Resolves when the goodbye was answered, or its first attempt was not. */
  #part(dialog: DialogState, reason: HangUpReason, headers?: CustomHeaders): Promise<void> {
    const { record, ports } = this.#options;
    this.#unconfirmed = dialog !== 'none';
    this.#parting = true;
    this.#isStillKnown = false;
    this.#partAgain = () => void this.#part(dialog, reason, headers);
    return new Promise((resolve) => {
      void sayGoodbye({
        server: ports.server,
        view: record.view,
        dialog,
        reason,
        headers,
        onSilence: resolve,
      }).then((refusal) => {
        this.#parting = false;
        if (refusal === undefined) this.#unconfirmed = false;
        else ports.log.info('goodbye not taken', { code: refusal });
        resolve();
        if (this.#isStillKnown) this.stillKnown();
      });
    });
  }
}

/** The reason that a BYE gives for an ending. */
function spokenReason({ reason }: Ending): HangUpReason {
  const known = reason === 'hung-up' || reason === 'signed-out' || reason === 'timed-out';
  return known || reason === 'device-refused' ? reason : 'media-failed';
}
