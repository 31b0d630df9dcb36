import type { MediaAccessPermissionRequest, PermissionRequest, Session } from 'electron';
import { isOurPage } from './app-scheme.ts';

/** What our own page may ask for; everything else is denied, and everything to everybody else. */
const CHECKED: ReadonlySet<string> = new Set(['media', 'notifications', 'speaker-selection']);
/** What is given whenever it is asked for: to notify, and to choose where sound is heard. */
const HARMLESS: ReadonlySet<string> = new Set(['notifications', 'speaker-selection']);

export type PermissionSession = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

/** What a lease lets the page open at this moment: nothing else is given (LEASE-4). */
export interface Opening {
  device(source: 'microphone' | 'camera'): boolean;
  screen(): boolean;
}

/** Denies permissions (SEC-4, LEASE-4). */
export function guardPermissions(session: PermissionSession, opening: Opening): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const ours = isOurPage(details.requestingUrl) && details.isMainFrame;
    const wanted =
      HARMLESS.has(permission) ||
      (permission === 'media' && mayCapture(details, opening)) ||
      (permission === 'display-capture' && opening.screen());
    answer(ours && wanted);
  });
  // The check only tells the page how it stands; opening a device goes through the request above.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    const wanted = CHECKED.has(permission) || (permission === 'display-capture' && opening.screen());
    return wanted && isOurPage(requestingOrigin);
  });
}

/** One question may be about both kinds, of which each must be allowed; one that names none is about any. */
function mayCapture(details: PermissionRequest | MediaAccessPermissionRequest, opening: Opening): boolean {
  const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
  const asked = types.length > 0 ? types : (['audio', 'video'] as const);
  return asked.every((type) => opening.device(type === 'audio' ? 'microphone' : 'camera'));
}
