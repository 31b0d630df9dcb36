import type { MediaAccessPermissionRequest, PermissionRequest, Session } from 'electron';
import { isOurPage } from './app-scheme.ts';

/**
 * What is given to our own page whenever it is asked for: to notify, to choose where sound is heard, and to put text on
 * the clipboard. For the last, Chromium itself wants the page in front. Reading the clipboard stays denied.
 */
const HARMLESS: readonly string[] = ['notifications', 'speaker-selection', 'clipboard-sanitized-write'];
/** What the page may find allowed; everything else is denied, and everything to any other page. */
const CHECKED: readonly string[] = ['media', ...HARMLESS];

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
      HARMLESS.includes(permission) ||
      (permission === 'media' && mayCapture(details, opening)) ||
      (permission === 'display-capture' && opening.screen());
    answer(ours && wanted);
  });
  // The check only tells the page how it stands; opening a device goes through the request above.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    const wanted = CHECKED.includes(permission) || (permission === 'display-capture' && opening.screen());
    return wanted && isOurPage(requestingOrigin);
  });
}

/** One question may be about both kinds, of which each must be allowed; one that names none is about any. */
function mayCapture(details: PermissionRequest | MediaAccessPermissionRequest, opening: Opening): boolean {
  const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
  const asked = types.length > 0 ? types : (['audio', 'video'] as const);
  return asked.every((type) => opening.device(type === 'audio' ? 'microphone' : 'camera'));
}
