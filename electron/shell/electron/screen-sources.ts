import type { DesktopCapturer, DesktopCapturerSource, NativeImage, Session, WebFrameMain } from 'electron';
import type { ScreenSource } from '../../../protocol/rpc/app-state.ts';
import type { Client } from '../../core/client.ts';
import type { Log } from '../../core/ports.ts';
import { isOurPage } from './app-scheme.ts';

/** Size of the pictures in the picker, in pixels. */
const THUMBNAIL = { width: 320, height: 180 };
/** JPEG quality of those pictures, 0 to 100. */
const QUALITY = 70;

export interface ScreenSourcesOptions {
  session: Pick<Session, 'setDisplayMediaRequestHandler'>;
  capturer: Pick<DesktopCapturer, 'getSources'>;
  /** Whether listing the sources opens a dialog of the system, in which the user chooses (Wayland). */
  portal: boolean;
  screens: Client['screens'];
  log: Log;
}

/**
 * Lets our page capture a screen or window, but only while a lease opens one (SPEC SES-3, LEASE-4). The user chooses it
 * in the system's picker where there is one (macOS, Wayland), otherwise in Parley's own.
 */
export function serveScreens({ session, capturer, portal, screens, log }: ScreenSourcesOptions): void {
  session.setDisplayMediaRequestHandler(
    async ({ frame, securityOrigin, videoRequested }, give) => {
      try {
        const allowed =
          screens.opening && videoRequested && isOurMainFrame(frame) && isOurPage(securityOrigin);
        const source = allowed ? await choose() : undefined;
        // The lease may have ended while the user was choosing.
        if (source === undefined || !screens.opening) {
          if (allowed) screens.notGiven('none-chosen');
          return give(null);
        }
        screens.given(source.name);
        give({ video: { id: source.id, name: source.name } });
      } catch (thrown) {
        log.warn('no screen could be offered', { thrown: String(thrown) });
        screens.notGiven('failed');
        give(null);
      }
    },
    { useSystemPicker: true },
  );

  async function choose(): Promise<DesktopCapturerSource | undefined> {
    const thumbnailSize = portal ? { width: 0, height: 0 } : THUMBNAIL;
    const sources = await capturer.getSources({ types: ['screen', 'window'], thumbnailSize });
    if (portal) return sources[0];
    const chosen = await screens.choose(sources.map(screenSource));
    return sources.find(({ id }) => id === chosen?.id);
  }
}

/** Whether Chromium captures through the desktop portal in this environment. The portal's dialog is then the picker. */
export function usesPortal(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return platform === 'linux' && env.XDG_SESSION_TYPE === 'wayland' && Boolean(env.WAYLAND_DISPLAY);
}

function isOurMainFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOurPage(frame.url);
}

function screenSource({ id, name, thumbnail }: DesktopCapturerSource): ScreenSource {
  const kind = id.startsWith('screen:') ? 'screen' : 'window';
  return { id, name, kind, thumbnail: dataUrl(thumbnail) };
}

function dataUrl(image: NativeImage): string {
  return image.isEmpty() ? '' : `data:image/jpeg;base64,${image.toJPEG(QUALITY).toString('base64')}`;
}
