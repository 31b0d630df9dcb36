import type { ConferenceId, SessionId } from '../../../protocol/ids.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { CallWaiting, Others } from '../calls/call-waiting.ts';
import type { ConferenceInvitation } from '../calls/conference-invitation/conference-invitation.ts';
import type { Sessions } from '../calls/sessions.ts';
import { type Conferences, unentered } from './conferences.ts';

export interface ConferenceInvitationsOwners {
  sessions: Sessions;
  conferences: Conferences;
  waiting: CallWaiting;
}

/** Invitations to conferences: they ring like calls, and accepting one joins the conference (SPEC CONV-3). */
export class ConferenceInvitations {
  readonly #owners: ConferenceInvitationsOwners;

  constructor(owners: ConferenceInvitationsOwners) {
    this.#owners = owners;
  }

  /** Invites a person. The state shows the progress. @throws ParleyError CONFERENCE_NOT_JOINED, LIMIT_REACHED */
  invite(to: Identity, conferenceId: ConferenceId): SessionId {
    const { sessions, conferences } = this.#owners;
    return sessions.inviteToConference(to, conferences.connectedTo(conferenceId));
  }

  /**
   * Accepts an invitation, and joins when the server has confirmed that (INV-3). If our user is in that conference
   * already, the invitation is only settled.
   * @param how `others`: what to do with the current call or stay; it cannot be held
   * @throws ParleyError SESSION_WRONG_STATE, INVITATION_GONE, INVITATION_CANCELLED, or why the join was refused
   */
  async accept(
    invitation: ConferenceInvitation,
    how: { media: RequestedMedia; others?: Others },
  ): Promise<void> {
    const { conferences, waiting } = this.#owners;
    const { conferenceId: id, conversationId, subject: title = '' } = invitation.view;
    if (conferences.isIn(id)) {
      await invitation.accept();
      return;
    }
    const prepare = waiting.prepareForConference(invitation, how.others);
    await invitation.accept();
    await prepare();
    const { media } = how;
    await conferences.joinKnown(unentered({ id, conversationId, title, link: id }), { media });
  }
}
