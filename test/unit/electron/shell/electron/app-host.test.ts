import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppHost } from '../../../../../electron/shell/electron/app-host.ts';
import { RPC_CHANNEL } from '../../../../../electron/shell/electron/page-channel.ts';
import { findLink } from '../../../../../electron/shell/electron/system-links.ts';
import { type WindowLook, windowOptions } from '../../../../../electron/shell/electron/window-guard.ts';
import { PROTOCOL_VERSION } from '../../../../../protocol/version.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { FakeElectron } from '../../../../support/electron/fake-electron.ts';
import { FakeClock, settled } from '../../../../support/fake-clock.ts';

const LOOK: WindowLook = { preload: '/preload.cjs', theme: 'system', systemIsDark: false, packaged: true };

let folder: string;
let electron: FakeElectron;
let world: ClientWorld;
let host: AppHost;
let clock: FakeClock;
let quits: number;
let trayShown: boolean;

function start({ withTray = true } = {}): void {
  electron = new FakeElectron();
  world = new ClientWorld();
  clock = new FakeClock();
  quits = 0;
  trayShown = true;
  host = new AppHost({
    parts: electron.parts(withTray),
    client: world.client,
    clock,
    log: { info: () => {}, warn: () => {} },
    pageFolder: folder,
    platform: 'linux',
    portal: false,
    trayShown: async () => trayShown,
    quit: () => {
      quits += 1;
    },
  });
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-electron-'));
  writeFileSync(path.join(folder, 'index.html'), '<p>Parley');
  start();
});
afterEach(() => {
  host.close();
  rmSync(folder, { recursive: true });
});

const window = () => {
  const latest = electron.windows.at(-1);
  if (latest === undefined) throw new Error('no window');
  return latest;
};
let calls = 0;
/** Sends a command from a frame. @returns the result that main sends back */
async function invoke(frame: object, ...command: unknown[]): Promise<unknown> {
  const i = `call-${++calls}`;
  const { sent } = window().webContents;
  const replies = electron.ipc.send(
    RPC_CHANNEL,
    JSON.stringify({ t: 'q', i, m: 'handle', a: command }),
    frame,
  );
  await settled();
  const messages = [...replies, ...sent.map(([, text]) => text)].map((text) => JSON.parse(String(text)));
  return messages.find((message) => message.t === 's' && message.i === i)?.r;
}
const ours = () => ({ sender: window().webContents, senderFrame: window().webContents.mainFrame });
const attach = () => invoke(ours(), 'attach', { protocolVersion: PROTOCOL_VERSION });

describe('the window', () => {
  test('[SEC-4] is sandboxed, isolated, without Node', () => {
    expect(windowOptions(LOOK).webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      preload: '/preload.cjs',
    });
  });

  test('[DESK-3] is shown only after its page has painted', () => {
    host.show();
    expect(window().visible).toBe(false);
    window().paint();
    expect([window().visible, electron.windows.length]).toEqual([true, 1]);
    window().hide();
    host.show();
    expect(window().visible).toBe(true);
  });

  test('[SEC-4] loads our own scheme, which serves only the page', async () => {
    host.show();
    expect(window().loaded).toEqual(['parley-app://parley/']);
    const page = await electron.serve?.(new Request('parley-app://parley/'));
    expect(await page?.text()).toBe('<p>Parley');
    expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const [url, status] of [
      ['parley-app://parley/..%2f..%2fetc/passwd', 404],
      ['parley-app://other/', 403],
    ] as const) {
      expect((await electron.serve?.(new Request(url)))?.status).toBe(status);
    }
  });

  test('[SEC-4] refuses navigation and new windows; opens safe links with the system', () => {
    host.show();
    const { webContents } = window();
    expect(webContents.navigate('parley-app://parley/')).toBe(false);
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'https://user:secret@example.org/']) {
      expect(webContents.navigate(url)).toBe(true);
    }
    expect(webContents.openHandler?.({ url: 'javascript:alert(1)' })).toEqual({ action: 'deny' });
    expect(webContents.openHandler?.({ url: 'mailto:bob@example.org' })).toEqual({ action: 'deny' });
    expect(electron.opened).toEqual(['https://example.org/', 'mailto:bob@example.org']);
  });

  test('[LEASE-4] media is granted to our page only while a lease opens a device; all else is denied', () => {
    const ask = (
      permission: string,
      requestingUrl = 'parley-app://parley/',
      isMainFrame = true,
      more = {},
    ) => {
      let answer: boolean | undefined;
      electron.request?.(
        {} as never,
        permission as never,
        (granted) => {
          answer = granted;
        },
        { requestingUrl, isMainFrame, ...more } as never,
      );
      return answer;
    };
    expect(ask('media')).toBe(false);
    // A microphone of a lease may be unplugged and replaced by another one, but not by a camera.
    vi.spyOn(world.client, 'mayOpen').mockImplementation((source) => source === 'microphone');
    const page = 'parley-app://parley/';
    expect(ask('media', page, true, { mediaTypes: ['audio'] })).toBe(true);
    expect(ask('media', page, true, { mediaTypes: ['audio', 'video'] })).toBe(false);
    expect(ask('media', page, true, { mediaTypes: ['video'] })).toBe(false);
    expect(ask('media', page, false, { mediaTypes: ['audio'] })).toBe(false);
    expect(ask('media', 'https://evil.example/', true, { mediaTypes: ['audio'] })).toBe(false);
    expect(ask('media')).toBe(false);
    vi.mocked(world.client.mayOpen).mockReturnValue(true);
    expect(ask('media')).toBe(true);
    expect(ask('media', 'https://evil.example/')).toBe(false);
    expect(ask('media', 'parley-app://parley/', false)).toBe(false);
    expect(ask('geolocation')).toBe(false);
    for (const harmless of ['notifications', 'speaker-selection', 'clipboard-sanitized-write']) {
      expect(ask(harmless)).toBe(true);
      expect(ask(harmless, 'https://evil.example/')).toBe(false);
      expect(ask(harmless, 'parley-app://parley/', false)).toBe(false);
    }
    expect(ask('clipboard-read')).toBe(false);
    const check = (permission: string, origin: string) =>
      electron.check?.(null, permission as never, origin, {} as never);
    expect(check('media', 'parley-app://parley')).toBe(true);
    expect(check('media', 'https://evil.example')).toBe(false);
    expect(check('hid', 'parley-app://parley')).toBe(false);
    for (const harmless of ['notifications', 'speaker-selection', 'clipboard-sanitized-write']) {
      expect(check(harmless, 'parley-app://parley')).toBe(true);
      expect(check(harmless, 'https://evil.example')).toBe(false);
    }
    expect(check('clipboard-read', 'parley-app://parley')).toBe(false);
    expect([ask('display-capture'), check('display-capture', 'parley-app://parley')]).toEqual([false, false]);
    vi.spyOn(world.client.screens, 'opening', 'get').mockReturnValue(true);
    expect([ask('display-capture'), check('display-capture', 'parley-app://parley')]).toEqual([true, true]);
    expect(ask('display-capture', 'https://evil.example/')).toBe(false);
  });

  const close = async () => {
    let kept = false;
    window().emit('close', {
      preventDefault: () => {
        kept = true;
      },
    });
    await settled();
    expect(kept).toBe(true);
    return { visible: window().visible, minimized: window().minimized, quits };
  };

  test('[NOTE-5] closing hides the window if the desktop shows a tray, and a call continues', async () => {
    await world.signedInPage();
    await world.bobCalls();
    host.show();
    window().paint();
    expect(await close()).toEqual({ visible: false, minimized: false, quits: 0 });
    host.show();
    expect([electron.windows.length, world.client.status.busy]).toEqual([1, true]);
  });

  test.each([
    ['no icon could be created', { withTray: false }, true],
    ['the desktop shows no tray', { withTray: true }, false],
  ])(
    '[NOTE-5] without a tray (%s) closing minimises the window while a call rings, and quits otherwise',
    async (_why, options, shown) => {
      start(options);
      trayShown = shown;
      await world.signedInPage();
      await world.bobCalls();
      host.show();
      window().paint();
      expect(await close()).toEqual({ visible: true, minimized: true, quits: 0 });
      host.show();
      expect(window().minimized).toBe(false);
      await world.client.controls.decline();
      await settled();
      expect(await close()).toMatchObject({ quits: 1 });
    },
  );
});

describe('the RPC', () => {
  test('[SEC-4] accepts commands only from the main frame of our page', async () => {
    host.show();
    const { webContents } = window();
    const refused = { ok: false, error: { code: 'RPC_FORBIDDEN' } };
    const { mainFrame } = webContents;
    expect(await invoke({ sender: {}, senderFrame: mainFrame }, 'attach', {})).toMatchObject(refused);
    expect(await invoke({ sender: webContents, senderFrame: {} }, 'attach', {})).toMatchObject(refused);
    expect(await invoke({ sender: webContents, senderFrame: null }, 'attach', {})).toMatchObject(refused);
    mainFrame.url = 'https://evil.example/';
    expect(await attach()).toMatchObject(refused);
  });

  test('[SEC-4] transports commands to main and orders to the page', async () => {
    host.show();
    expect(await attach()).toMatchObject({ ok: true, value: { state: { shell: 'none' } } });
    world.client.offerLink('parley://join/conference-1');
    await settled();
    const [channel, text] = window().webContents.sent.at(-1) ?? [];
    expect([channel, JSON.parse(String(text)).a[0]]).toEqual([RPC_CHANNEL, 'state-changed']);
  });

  test('[RES-5] a reload ends one page and begins another', async () => {
    host.show();
    await attach();
    window().webContents.navigate('parley-app://parley/');
    expect(await invoke(ours(), 'sign-out', {})).toMatchObject({ error: { code: 'RPC_FORBIDDEN' } });
    expect(await attach()).toMatchObject({ ok: true });
  });

  test.each([
    ['a prevented navigation', () => window().webContents.navigate('https://example.org/')],
    [
      'a navigation within the page',
      () => window().webContents.emit('did-navigate-in-page', {}, '#x', true, 1, 1),
    ],
    [
      'a load that is called off',
      () => window().webContents.navigate('parley-app://parley/', { failure: -3 }),
    ],
    [
      'a frame that does not load',
      () => window().webContents.emit('did-fail-load', {}, -6, '', 'x:', false, 1, 2),
    ],
  ])('[RES-5] [SEC-4] %s does not affect the page or its call', async (_what, happen) => {
    host.show();
    await attach();
    happen();
    expect(await invoke(ours(), 'sign-out', {})).toMatchObject({ ok: true });
  });

  test.each([
    [
      'an error page in its place',
      () => window().webContents.navigate('parley-app://parley/', { failure: -6 }),
    ],
    ['a crash', () => window().webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })],
    ['the destruction of its contents', () => window().webContents.emit('destroyed')],
  ])('[RES-5] %s ends the page', async (_what, happen) => {
    host.show();
    await attach();
    happen();
    expect(await invoke(ours(), 'sign-out', {})).toMatchObject({ error: { code: 'RPC_FORBIDDEN' } });
  });

  test('[SEC-4] closing removes the listener', () => {
    host.show();
    host.close();
    host.close();
    expect(electron.ipc.listenerCount(RPC_CHANNEL)).toBe(0);
  });
});

describe('tray and links', () => {
  test('[NOTE-5] the tray shows each state of a real client, with an icon for each, and the number of missed calls', async () => {
    const icons = new Set<unknown>();
    const tray = () => {
      host.showStatus(world.client.status);
      icons.add(electron.icon);
      return electron.toolTip;
    };
    expect(tray()).toBe('Parley: signed out');
    const page = await world.signedInPage();
    const calls = new Calls(world, page);
    expect(tray()).toBe('Parley: available');
    await page.send('change-settings', { doNotDisturb: true });
    expect(tray()).toBe('Parley: do not disturb');
    await page.send('change-settings', { doNotDisturb: false });
    for (const missed of ['1 missed call', '2 missed calls']) {
      const { id } = await calls.invited();
      expect(tray()).toMatch(/^Parley: incoming call/);
      world.notice({
        name: 'invitation-ended',
        data: { invitationId: id, ending: { reason: 'expired', by: 'system' } },
      });
      await settled();
      expect(tray()).toBe(`Parley: available, ${missed}`);
    }
    await page.send('see-history', {});
    expect(tray()).toBe('Parley: available');
    const call = await calls.outgoing();
    expect(tray()).toBe('Parley: in a call');
    const { leaseId } = calls.view(call);
    await page.send('set-source', { leaseId, source: 'microphone', on: false });
    expect(tray()).toBe('Parley: in a call, muted');
    await calls.shared(call);
    expect(tray()).toBe('Parley: sharing your screen');
    expect(icons.size).toBe(7);
  });

  test('[NOTE-3] [NOTE-5] Answer and Decline in the tray act on the ringing call', async () => {
    await world.signedInPage();
    await world.bobCalls();
    host.showStatus(world.client.status);
    expect(electron.toolTip).toBe('Parley: incoming call');
    electron.click('Answer');
    await settled();
    expect([world.client.state.sessions[0]?.state, electron.windows.length]).toEqual(['establishing', 1]);
    host.showStatus(world.client.status);
    expect(() => electron.click('Decline')).toThrow();
    electron.click('Leave');
    await settled();
    expect(world.client.status.busy).toBe(false);
  });

  test('[SEC-4] only conference links are accepted from a command line', () => {
    expect(findLink(['parley', '--x', 'parley://join/a'])).toBe('parley://join/a');
    expect(findLink(['https://example.org', 'parley:join'])).toBeUndefined();
  });
});
