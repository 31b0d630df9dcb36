import type { DeclineReason, Ending } from '../../../../protocol/endings.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ConferenceInvitationView } from '../../../../protocol/rpc/session-view.ts';
import type { CustomHeaders } from '../../../../protocol/text/headers.ts';
import { untilAnswered } from '../../kernel/until-answered.ts';
import { type DeclineDetails, SessionEnd } from '../session/session-end.ts';
import type { HangUpReason } from '../session/session-goodbye.ts';
import { requestOf } from '../session/session-invitation.ts';
import type { SessionEvents, SessionPorts } from '../session/session-ports.ts';
import { ConferenceInvitationRecord, type NewConferenceInvitation } from './conference-invitation-record.ts';

export interface ConferenceInvitationOptions {
  view: NewConferenceInvitation;
  ports: Pick<SessionPorts, 'server' | 'clock' | 'log' | 'timings'>;
  events: Pick<SessionEvents, 'changed' | 'ended'>;
}

const NO_MEDIA = { close: () => {}, closeLater: () => {} };

/**
 * One invitation to a conference, ours or theirs (SPEC CONV-3). It rings and ends like a call and has no media. Its moves
 * are in `protocol/states/conference-invitation.ts`.
 */
export class ConferenceInvitation {
  readonly record: ConferenceInvitationRecord;
  readonly #options: ConferenceInvitationOptions;
  readonly #end: SessionEnd;

  constructor(options: ConferenceInvitationOptions) {
    const { view, ports, events } = options;
    this.#options = options;
    this.record = new ConferenceInvitationRecord(view, { ...ports, changed: events.changed });
    const { record } = this;
    const ended = { closed: () => {}, ended: events.ended };
    this.#end = new SessionEnd({ record, media: NO_MEDIA, ports, events: ended });
  }

  get view(): ConferenceInvitationView {
    return this.record.view;
  }

  get over(): boolean {
    return this.record.over;
  }

  /** Whether our user invites and the other side has not answered. */
  get live(): boolean {
    return this.view.state === 'establishing';
  }

  /** Whether our user is accepting it. */
  get accepting(): boolean {
    return this.record.dialog === 'accepting' && !this.over;
  }

  /** Sends our invitation. The view shows a failure. Never rejects. @param how `quiet`: it is not shown */
  async send({ quiet }: { quiet: boolean }): Promise<void> {
    const { record } = this;
    record.quiet = quiet;
    record.dialog = 'invited';
    this.#options.events.changed();
    const { conferenceId } = this.view;
    try {
      const asked = requestOf(this.view, { conferenceId });
      const reply = await this.#options.ports.server.request('invitation.send', asked);
      if (this.live) {
        record.sentTo(reply.to);
        this.#end.startExpiryTimer(reply.expiresAtMs);
      } else {
        // Our cancel may have overtaken the invitation.
        this.#end.stillKnown();
      }
    } catch (thrown) {
      this.#end.fail(ParleyError.from(thrown, 'SERVER_INTERNAL'));
    }
  }

  /** Their invitation arrived: alerts our user, unless the invitation is accepted automatically. */
  arrived(expiresAtMs: number, { quiet }: { quiet: boolean }): void {
    const { record, view } = this;
    const { events, ports } = this.#options;
    record.quiet = quiet;
    record.rang = !quiet;
    events.changed();
    this.#end.startExpiryTimer(expiresAtMs);
    if (quiet) return;
    ports.server.request('invitation.ringing', { invitationId: view.invitationId }).catch((thrown) => {
      ports.log.info('ignored', { code: ParleyError.from(thrown, 'SERVER_INTERNAL').code });
    });
  }

  /**
   * Accepts their invitation, which ends it. The caller joins the conference.
   * @throws ParleyError why it ended otherwise
   */
  async accept(): Promise<void> {
    this.#end.checkUnanswered();
    const { record } = this;
    record.dialog = 'accepting';
    record.handled = true;
    this.#end.startAcceptTimer();
    const { invitationId } = this.view;
    try {
      const accept = () => this.#options.ports.server.request('invitation.accept', { invitationId });
      await untilAnswered(accept, { isNeeded: () => !this.over });
      this.#end.checkNotOver();
      this.#end.finish({ reason: 'accepted', by: 'you' });
    } catch (thrown) {
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      this.#end.fail(error);
      throw error;
    }
  }

  /** @throws ParleyError INVITATION_GONE, or the server's own */
  decline(reason: DeclineReason, details?: DeclineDetails): Promise<void> {
    return this.#end.decline(reason, details);
  }

  /** As {@link SessionEnd.hangUp}. */
  hangUp(reason?: HangUpReason, headers?: CustomHeaders): Promise<void> {
    return this.#end.hangUp(reason, headers);
  }

  /** The devices of the other side ring (180). */
  ringing(): void {
    this.record.rang = true;
    this.#end.stillKnown();
    this.record.ringing();
  }

  /** The server reports that it ended. */
  invitationEnded(ending: Ending): void {
    // Another invitation asks for the same (SPEC INV-13).
    if (ending.reason === 'replaced') this.record.quiet = true;
    this.#end.told(ending);
  }

  /** The other side or the server ended it. Sends nothing. */
  ended(ending: Ending): void {
    this.#end.told(ending);
  }

  /** Ends it without a goodbye, since the connection is lost. */
  lost(ending: Ending): void {
    this.#end.lost(ending);
  }
}
