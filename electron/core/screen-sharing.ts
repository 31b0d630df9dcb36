import { ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, LeaseId, SessionId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';
import { isCallOf } from './reception.ts';
import type { Sessions } from './sessions.ts';

/** Sharing a screen or a window with one person: at most one at a time (SPEC SES-3). */
export class ScreenSharing {
  readonly #sessions: Sessions;
  readonly #registered: () => boolean;
  #choosing = false;

  constructor(sessions: Sessions, registered: () => boolean) {
    this.#sessions = sessions;
    this.#registered = registered;
  }

  /**
   * Lets the user choose, and shows what was chosen as a session of its own in the conversation (SES-4).
   * @returns the session; undefined when nothing was chosen, or the call that it was for, or the sign-in, ended meanwhile
   * @throws ParleyError AUTH_REQUIRED, SESSION_WRONG_STATE when something is shared already, or why the screen could not be opened
   */
  async share(to: Identity, conversationId: ConversationId): Promise<SessionId | undefined> {
    if (!this.#registered()) throw new ParleyError('AUTH_REQUIRED', 'not signed in');
    if (this.#choosing || this.#sessions.ownShares.length > 0) {
      throw new ParleyError('SESSION_WRONG_STATE', 'a screen is shared already');
    }
    const inCall = () =>
      this.#sessions.calls.some(({ view }) => isCallOf(view, { conversationId, peer: to }));
    const withinCall = inCall();
    const lease = this.#sessions.grantLease();
    this.#choosing = true;
    try {
      const chosen = await lease.openScreen();
      if (!chosen || !this.#registered() || (withinCall && !inCall())) {
        lease.release();
        return undefined;
      }
    } catch (thrown) {
      lease.release();
      throw thrown;
    } finally {
      this.#choosing = false;
    }
    const media = { microphone: false, camera: false };
    return this.#sessions.begin({ to, conversationId, media, sessionType: 'application-sharing', lease });
  }

  /** The screen of this lease is shared no longer. @returns whether that was a session of its own, which ends */
  stopped(leaseId: LeaseId, source: Source): boolean {
    const session = this.#sessions.byLease(leaseId);
    if (source !== 'screen' || session?.view.sessionType !== 'application-sharing') return false;
    session.hangUp();
    return true;
  }
}
