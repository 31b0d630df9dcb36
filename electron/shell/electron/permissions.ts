import type { MediaAccessPermissionRequest, PermissionRequest, Session } from 'electron';
import { isOurPage } from './app-scheme.ts';

/**
 * Permissions that our own page always gets: show notifications, choose the speaker, write text to the clipboard (for
 * which Chromium itself requires a focused page). Reading the clipboard stays denied.
 */
const HARMLESS: readonly string[] = ['notifications', 'speaker-selection', 'clipboard-sanitized-write'];
/** Permissions that a check by our page may report as granted. Other permissions and other pages are denied. */
const CHECKED: readonly string[] = ['media', ...HARMLESS];

export type PermissionSession = Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>;

/** What a lease lets the page open now; nothing else may be opened (LEASE-4). */
export interface OpenableSources {
  device(source: 'microphone' | 'camera'): boolean;
  screen(): boolean;
}

/** Denies every permission that our page does not need now (SEC-4, LEASE-4). */
export function guardPermissions(session: PermissionSession, openable: OpenableSources): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const ours = isOurPage(details.requestingUrl) && details.isMainFrame;
    const wanted =
      HARMLESS.includes(permission) ||
      (permission === 'media' && mayCapture(details, openable)) ||
      (permission === 'display-capture' && openable.screen());
    answer(ours && wanted);
  });
  // The check only informs the page; opening a device goes through the request handler above.
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    const wanted = CHECKED.includes(permission) || (permission === 'display-capture' && openable.screen());
    return wanted && isOurPage(requestingOrigin);
  });
}

/** A request may name both kinds, and then each must be allowed. A request that names no kind counts as both. */
function mayCapture(
  details: PermissionRequest | MediaAccessPermissionRequest,
  openable: OpenableSources,
): boolean {
  const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
  const asked = types.length > 0 ? types : (['audio', 'video'] as const);
  return asked.every((type) => openable.device(type === 'audio' ? 'microphone' : 'camera'));
}
