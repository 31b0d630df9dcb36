import { cutToLength, withoutControls } from '../../../protocol/text/readable-text.ts';
import { text } from '../../i18n/en.ts';
import { captureError } from './capture-errors.ts';

/** Asks the user for a screen or window: W3C screen-capture `getDisplayMedia`. */
export type GetDisplayMedia = (options: DisplayMediaStreamOptions) => Promise<MediaStream>;

/** Moves often enough to follow a pointer, and leaves bits for sharp letters. No sound of the system. */
const CONSTRAINTS: DisplayMediaStreamOptions = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: false,
};

/** Labels that browsers make up themselves, so as not to tell the page what is shown. */
const MADE_UP = /^(screen|window|web-contents-media-stream):/;
const MAX_NAME = 200;

/**
 * The only caller of getDisplayMedia (SPEC LEASE-1, SES-3). The caller owns the track and must stop it.
 * @returns null when the user chose none
 * @throws ParleyError MEDIA_PERMISSION_DENIED (by the system), MEDIA_DEVICE_MISSING, MEDIA_DEVICE_BUSY, MEDIA_FAILED
 */
export async function captureScreen(getDisplayMedia: GetDisplayMedia): Promise<MediaStreamTrack | null> {
  try {
    const [track] = (await getDisplayMedia(CONSTRAINTS)).getVideoTracks();
    if (!track) throw new DOMException('no picture in the stream', 'NotFoundError');
    // Sharp before smooth: what is shared is read (W3C mst-content-hint).
    track.contentHint = 'detail';
    return track;
  } catch (thrown) {
    if (isUsersNo(thrown)) return null;
    throw captureError(thrown, 'screen');
  }
}

/** What is shared, for the far side to read: its title where the browser tells it, else what kind of thing it is. */
export function screenNameOf(track: MediaStreamTrack): string {
  const label = withoutControls(track.label.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' '))
    .toWellFormed()
    .trim();
  if (label && !MADE_UP.test(label)) return cutToLength(label, MAX_NAME);
  const words: Readonly<Record<string, string>> = text.sharedSurface;
  return words[track.getSettings().displaySurface ?? ''] ?? text.sharedSurface.monitor;
}

/** Chromium tells a system that forbids capture (macOS) from a user who closed the picker by its text alone. */
function isUsersNo(thrown: unknown): boolean {
  return (
    thrown instanceof DOMException &&
    thrown.name === 'NotAllowedError' &&
    !thrown.message.includes('by system')
  );
}
