import { ParleyError } from '../../../protocol/errors.ts';
import type { ConferenceId, ConversationId, LeaseId, SessionId } from '../../../protocol/ids.ts';
import type { Source } from '../../../protocol/media.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { Lease } from '../devices/lease.ts';
import { isCallOf } from './reception.ts';
import type { Session } from './session/session.ts';
import type { Sessions } from './sessions.ts';

/** A choice of a screen or window that the user is making. */
interface Choice {
  /** The lease for the choice; undefined in a conference, whose stay has a lease of its own. */
  lease?: Lease;
  /** Whether the call that the screen is for is over. */
  isObsolete(): boolean;
}

export interface ScreenSharingOwners {
  sessions: Sessions;
  conferences: Conferences;
  registered(): boolean;
}

/** Shares a screen or window with one person or in a conference; at most one at a time (SPEC SES-3). */
export class ScreenSharing {
  readonly #sessions: Sessions;
  readonly #conferences: Conferences;
  readonly #registered: () => boolean;
  /** The choice that the user is making. */
  #choice: Choice | null = null;

  constructor({ sessions, conferences, registered }: ScreenSharingOwners) {
    this.#sessions = sessions;
    this.#conferences = conferences;
    this.#registered = registered;
  }

  /**
   * Lets the user choose a screen, and shares it as a session of its own in the conversation (SES-4).
   * @returns the session; undefined when the user chose nothing, or the call or the sign-in ended meanwhile
   * @throws ParleyError AUTH_REQUIRED, SESSION_WRONG_STATE when a screen is shared already or the call is becoming a
   *   conference, or why the screen could not be opened
   */
  async share(to: Identity, conversationId: ConversationId): Promise<SessionId | undefined> {
    if (!this.#registered()) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
    this.#checkNoneShared();
    const call = () => this.#sessions.calls.find(({ view }) => isCallOf(view, { conversationId, peer: to }));
    const inCall = () => call() !== undefined;
    const withinCall = inCall();
    checkStays(call());
    const lease = this.#sessions.grantLease({ purpose: 'sharing', name: to.displayName });
    const isObsolete = () => withinCall && !inCall();
    this.#choice = { lease, isObsolete };
    try {
      const chosen = await lease.openScreen();
      if (!chosen || !this.#registered() || isObsolete()) {
        void lease.release();
        return undefined;
      }
      checkStays(call());
    } catch (thrown) {
      void lease.release();
      throw thrown;
    } finally {
      this.#choice = null;
    }
    const media = { microphone: false, camera: false };
    return this.#sessions.begin({ to, conversationId, media, sessionType: 'application-sharing', lease });
  }

  /**
   * Lets the user choose a screen, and shares it in the conference.
   * @returns whether the user chose one
   * @throws ParleyError CONFERENCE_NOT_JOINED, CONFERENCE_FORBIDDEN, SESSION_WRONG_STATE when a screen is shared already,
   *   or why the screen could not be opened
   */
  async shareInConference(conferenceId: ConferenceId): Promise<boolean> {
    const stay = this.#conferences.current(conferenceId);
    this.#checkNoneShared();
    this.#choice = { isObsolete: () => false };
    try {
      return await stay.sharing.start();
    } finally {
      this.#choice = null;
    }
  }

  /** Calls changed: ends a choice for a call that is over. */
  callsChanged(): void {
    if (this.#choice?.isObsolete()) this.abandon();
  }

  /** Cancels the choice and closes the picker, here or in the page. Idempotent. */
  abandon(): void {
    void this.#choice?.lease?.release();
  }

  /** The screen of this lease stopped. @returns whether it was shared in a session of its own, which ends now */
  stopped(leaseId: LeaseId, source: Source): boolean {
    const session = this.#sessions.byLease(leaseId);
    if (source !== 'screen' || !session?.live || session.view.sessionType !== 'application-sharing')
      return false;
    void session.hangUp();
    return true;
  }

  /** @throws ParleyError SESSION_WRONG_STATE */
  #checkNoneShared(): void {
    if (this.#choice !== null || this.#sessions.ownShares.length > 0 || this.#conferences.sharing) {
      throw new ParleyError('SESSION_WRONG_STATE', 'a screen is shared already');
    }
  }
}

/** A call that is becoming a conference takes only earlier screens along (SPEC ESC-4). @throws ParleyError SESSION_WRONG_STATE */
function checkStays(call: Session | undefined): void {
  if (call?.record.escalating)
    throw new ParleyError('SESSION_WRONG_STATE', 'this call is becoming a conference');
}
