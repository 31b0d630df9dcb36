import type { DeclineReason, Ending } from '../../../protocol/endings.ts';
import type { InvitationId } from '../../../protocol/ids.ts';
import type { HistoryEntry } from '../../../protocol/local/history.ts';
import type { Invitation } from '../../../protocol/signaling/shapes.ts';
import { untilAnswered } from '../kernel/until-answered.ts';
import { EndedInvitations } from './ended-invitations.ts';
import type { SessionPorts } from './session/session-ports.ts';
import { historyEntryOfSilent } from './session-history.ts';

export interface SilentInvitationsOptions {
  ports: Pick<SessionPorts, 'server' | 'clock' | 'log'>;
  /** A call that never rang here is over. */
  ended(entry: HistoryEntry): void;
}

/** Invitations that never rang here, or must not ring again: turned away, missed, or over before they arrived. */
export class SilentInvitations {
  readonly #options: SilentInvitationsOptions;
  readonly #over = new EndedInvitations();

  constructor(options: SilentInvitationsOptions) {
    this.#options = options;
  }

  /** Declines an invitation without alerting the user. */
  turnAway(invitation: Invitation, reason: DeclineReason): void {
    const { server, log } = this.#options.ports;
    const ending: Ending = { reason, by: 'you' };
    this.#over.add(invitation.id, ending, { known: true });
    const decline = () => server.request('invitation.decline', { invitationId: invitation.id, reason });
    untilAnswered(decline).catch((error) => log.info('decline not taken', { code: error.code }));
    if (reason === 'do-not-disturb') this.#tell(invitation, { ending, missed: true });
  }

  /** Do not disturb is on here, and the server has already told the inviter so (NOTE-6). */
  missed(invitation: Invitation, ending: Ending): void {
    if (this.#over.has(invitation.id)) return;
    this.#over.add(invitation.id, ending, { known: true });
    this.#tell(invitation, { ending, missed: true });
  }

  /** Whether an invitation arrives after its end or twice: then it does not ring, and is recorded once (INV-2). */
  late(invitation: Invitation): boolean {
    if (!this.#over.has(invitation.id)) return false;
    const ending = this.#over.arrived(invitation.id);
    if (ending !== undefined) this.#tell(invitation, { ending, missed: ending.by !== 'you' });
    return true;
  }

  /** An invitation ended. @param known whether the invitation itself has arrived */
  ended(id: InvitationId, ending: Ending, { known }: { known: boolean }): void {
    this.#over.add(id, ending, { known });
  }

  #tell(invitation: Invitation, how: { ending: Ending; missed: boolean }): void {
    if (invitation.sessionType === 'instant-messaging') return;
    const atMs = this.#options.ports.clock.now();
    this.#options.ended(historyEntryOfSilent(invitation, { ...how, atMs }));
  }
}
