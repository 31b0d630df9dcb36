import type { SessionId } from '../../../protocol/ids.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type { Session } from './session/session.ts';

/**
 * Passes a notice to the session that it is about, if there is one.
 * @returns whether the notice is about a session
 */
export function tellSession(notice: Notice, find: (id: SessionId) => Session | undefined): boolean {
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
      find(notice.data.sessionId)?.ended(notice.data.ending);
      return true;
    default:
      return false;
  }
}
