import type { Session } from 'electron';
import { isOurPage } from './app-scheme.ts';

/** What our own page may ask for; everything else is denied, and everything to everybody else. */
const CHECKED: ReadonlySet<string> = new Set(['media', 'notifications', 'speaker-selection']);
/** What is given whenever it is asked for: to notify, and to choose where sound is heard. */
const HARMLESS: ReadonlySet<string> = new Set(['notifications', 'speaker-selection']);

export type PermissionSession = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

/** Whether a lease opens something at this moment: only then is it given (LEASE-4). */
export interface Opening {
  /** Camera or microphone. */
  devices(): boolean;
  screen(): boolean;
}

/** Denies permissions (SEC-4, LEASE-4). */
export function guardPermissions(session: PermissionSession, opening: Opening): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const ours = isOurPage(details.requestingUrl) && details.isMainFrame;
    const wanted =
      HARMLESS.has(permission) ||
      (permission === 'media' && opening.devices()) ||
      (permission === 'display-capture' && opening.screen());
    answer(ours && wanted);
  });
  // The check only tells the page how it stands; opening a device goes through the request above.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    const wanted = CHECKED.has(permission) || (permission === 'display-capture' && opening.screen());
    return wanted && isOurPage(requestingOrigin);
  });
}
