import { beforeEach, describe, expect, test, vi } from 'vitest';
import { serveScreens, usesPortal } from '../../../../../electron/shell/electron/screen-sources.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakeElectron, fakeSource } from '../../../../support/electron/fake-electron.ts';
import { settled } from '../../../../support/fake-clock.ts';

let electron: FakeElectron;
let world: ClientWorld;
/** Why the core was told that nothing is given. */
let notGiven: string[];

function serve({ portal = false } = {}): void {
  electron = new FakeElectron();
  world = new ClientWorld();
  notGiven = [];
  vi.spyOn(world.client.screens, 'notGiven').mockImplementation((why) => notGiven.push(why));
  const { session, capturer } = electron.parts(true);
  const log = { info: () => {}, warn: () => {} };
  serveScreens({ session, capturer, portal, log, screens: world.client.screens });
}

beforeEach(() => serve());

describe('sharing a screen', () => {
  const opening = (value = true) => vi.spyOn(world.client.screens, 'opening', 'get').mockReturnValue(value);
  const sources = () => {
    electron.sources = [fakeSource('screen:0', 'Whole screen'), fakeSource('window:7', 'Editor')];
  };

  test('[LEASE-4] no screen is captured or listed unless a lease opens a screen for our page', async () => {
    sources();
    expect(await electron.askForScreen()).toBeNull();
    opening();
    expect(await electron.askForScreen('https://evil.example')).toBeNull();
    expect(await electron.askForScreen(undefined, null)).toBeNull();
    const frame = { url: 'parley-app://parley/', parent: {} };
    expect(await electron.askForScreen(undefined, frame)).toBeNull();
    expect([electron.captures, notGiven]).toEqual([[], []]);
  });

  test('[SES-3] the user chooses a screen or window, and the page gets it', async () => {
    sources();
    opening();
    const asked = electron.askForScreen();
    await settled();
    const [screen, editor] = world.client.state.screenPicker ?? [];
    expect([screen?.kind, editor?.kind, editor?.name]).toEqual(['screen', 'window', 'Editor']);
    expect(editor?.thumbnail).toBe(`data:image/jpeg;base64,${Buffer.from('window:7').toString('base64')}`);
    const page = await world.signedInPage();
    await page.send('choose-screen', { sourceId: 'window:7' });
    expect(await asked).toEqual({ video: { id: 'window:7', name: 'Editor' } });
  });

  test('[SES-3] choosing none gives the page nothing, and is not a failure', async () => {
    sources();
    opening();
    const asked = electron.askForScreen();
    await settled();
    const page = await world.signedInPage();
    await page.send('choose-screen', { sourceId: null });
    expect([await asked, notGiven]).toEqual([null, ['none-chosen']]);
  });

  test('[LEASE-2] a lease that has ended meanwhile gets nothing', async () => {
    sources();
    const open = opening();
    const asked = electron.askForScreen();
    await settled();
    open.mockReturnValue(false);
    const page = await world.signedInPage();
    await page.send('choose-screen', { sourceId: 'window:7' });
    expect(await asked).toBeNull();
  });

  test('[SES-3] on Wayland the portal’s dialog opens once, and its choice is used', async () => {
    serve({ portal: true });
    electron.sources = [fakeSource('screen:42', 'Screen 1')];
    opening();
    expect(await electron.askForScreen()).toEqual({ video: { id: 'screen:42', name: 'Screen 1' } });
    expect([electron.captures.length, world.client.state.screenPicker]).toEqual([1, null]);
    expect(notGiven).toEqual([]);
    electron.sources = [];
    expect([await electron.askForScreen(), notGiven]).toEqual([null, ['none-chosen']]);
    expect(
      ['wayland', 'x11'].map((XDG_SESSION_TYPE) =>
        usesPortal('linux', { XDG_SESSION_TYPE, WAYLAND_DISPLAY: 'w' }),
      ),
    ).toEqual([true, false]);
  });

  test('[RES-6] if the system cannot list the sources, the page gets nothing', async () => {
    opening();
    Object.defineProperty(electron, 'sources', {
      get: () => {
        throw new Error('no access to the screen');
      },
    });
    expect([await electron.askForScreen(), notGiven]).toEqual([null, ['failed']]);
  });
});
