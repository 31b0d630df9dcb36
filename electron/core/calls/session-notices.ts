import type { SessionId } from '../../../protocol/ids.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { ConferenceInvitation } from './conference-invitation/conference-invitation.ts';
import { Session } from './session/session.ts';

/**
 * Passes a notice to the session that it is about, if there is one.
 * @returns whether the notice is about a session
 */
export function tellSession(
  notice: Notice,
  any: (id: SessionId) => Session | ConferenceInvitation | undefined,
): boolean {
  const find = (id: SessionId) => {
    const found = any(id);
    return found instanceof Session ? found : undefined;
  };
  switch (notice.name) {
    case 'session-offered':
      void find(notice.data.sessionId)?.offered(notice.data);
      return true;
    case 'session-renewal-asked':
      find(notice.data.sessionId)?.renewalAsked();
      return true;
    case 'session-answered':
      void find(notice.data.sessionId)?.answered(notice.data);
      return true;
    case 'session-hold':
      find(notice.data.sessionId)?.hold.byThem(notice.data.held);
      return true;
    case 'session-candidate':
      find(notice.data.sessionId)?.remoteCandidate(notice.data.candidate);
      return true;
    case 'session-media':
      find(notice.data.sessionId)?.remoteMedia(notice.data.media, notice.data.number);
      return true;
    case 'session-ended':
      any(notice.data.sessionId)?.ended(notice.data.ending);
      return true;
    default:
      return false;
  }
}
