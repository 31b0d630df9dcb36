import type { Session } from 'electron';
import { isOurPage } from './app-scheme.ts';

/** What our own page may ask for; everything else is denied, and everything to everybody else. */
const CHECKED: ReadonlySet<string> = new Set(['media', 'notifications']);

export type PermissionSession = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

/**
 * Denies permissions (SEC-4, LEASE-4).
 * @param openingDevices whether a lease opens a device at this moment: only then is the camera or microphone given
 */
export function guardPermissions(session: PermissionSession, openingDevices: () => boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const ours = isOurPage(details.requestingUrl) && details.isMainFrame;
    const wanted = permission === 'notifications' || (permission === 'media' && openingDevices());
    answer(ours && wanted);
  });
  // The check only tells the page how it stands; opening a device goes through the request above.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    return CHECKED.has(permission) && isOurPage(requestingOrigin);
  });
}
