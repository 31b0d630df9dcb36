import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppHost } from '../../../../../electron/shell/electron/app-host.ts';
import { RPC_CHANNEL, RPC_RESULT_CHANNEL } from '../../../../../electron/shell/electron/page-channel.ts';
import { linkAmong } from '../../../../../electron/shell/electron/system-links.ts';
import { trayMenu } from '../../../../../electron/shell/electron/tray-menu.ts';
import { isSafeExternal, windowOptions } from '../../../../../electron/shell/electron/window-guard.ts';
import { PROTOCOL_VERSION } from '../../../../../protocol/version.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { settled } from '../../../../support/core/fake-clock.ts';
import { FakeElectron } from '../../../../support/electron/fake-electron.ts';

let folder: string;
let electron: FakeElectron;
let world: ClientWorld;
let host: AppHost;
let quits: number;

function start(withTray = true): void {
  electron = new FakeElectron();
  world = new ClientWorld();
  quits = 0;
  host = new AppHost({
    parts: electron.parts(withTray),
    client: world.client,
    log: { info: () => {}, warn: () => {} },
    pageFolder: folder,
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
const invoke = (event: object, ...args: unknown[]) =>
  electron.ipc.handlers.get(RPC_CHANNEL)?.(event, ...args);
const ours = () => ({ sender: window().webContents, senderFrame: window().webContents.mainFrame });
const attach = () => invoke(ours(), 'attach', { protocolVersion: PROTOCOL_VERSION });

describe('the window', () => {
  test('[SEC-4] is sandboxed, isolated, without Node', () => {
    expect(windowOptions('/preload.cjs').webPreferences).toMatchObject({
      ...{ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
      ...{ webviewTag: false, preload: '/preload.cjs' },
    });
  });

  test('[SEC-4] loads our own scheme, which serves the page and nothing else', async () => {
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

  test('[SEC-4] refuses navigation and new windows; hands safe links to the system', () => {
    host.show();
    const { webContents } = window();
    const prevented: string[] = [];
    const navigate = (url: string) =>
      webContents.emit('will-navigate', { url, preventDefault: () => prevented.push(url) });
    navigate('parley-app://parley/');
    navigate('https://example.org/');
    navigate('file:///etc/passwd');
    expect(prevented).toEqual(['https://example.org/', 'file:///etc/passwd']);
    expect(webContents.openHandler?.({ url: 'javascript:alert(1)' })).toEqual({ action: 'deny' });
    expect(electron.opened).toEqual(['https://example.org/']);
    expect(['mailto:a@b.c', 'http://x', 'smb://x', 'x'].map(isSafeExternal)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('[LEASE-4] media is granted to our page only while a lease opens a device; all else is denied', () => {
    const ask = (permission: string, requestingUrl = 'parley-app://parley/', isMainFrame = true) => {
      let answer: boolean | undefined;
      electron.request?.(
        {} as never,
        permission as never,
        (granted) => {
          answer = granted;
        },
        { requestingUrl, isMainFrame } as never,
      );
      return answer;
    };
    expect(ask('media')).toBe(false);
    Object.defineProperty(world.client, 'openingDevices', { value: true });
    expect(ask('media')).toBe(true);
    expect(ask('media', 'https://evil.example/')).toBe(false);
    expect(ask('media', 'parley-app://parley/', false)).toBe(false);
    expect(ask('geolocation')).toBe(false);
    expect(ask('notifications')).toBe(true);
    const check = (permission: string, origin: string) =>
      electron.check?.(null, permission as never, origin, {} as never);
    expect(check('media', 'parley-app://parley')).toBe(true);
    expect(check('media', 'https://evil.example')).toBe(false);
    expect(check('hid', 'parley-app://parley')).toBe(false);
  });

  test('[NOTE-5] closing hides it where there is a tray, and quits where there is none', () => {
    host.show();
    window().emit('close', { preventDefault: () => {} });
    expect([window().visible, quits]).toEqual([false, 0]);
    host.show();
    expect(electron.windows).toHaveLength(1);
    start(false);
    host.show();
    window().emit('close', { preventDefault: () => {} });
    expect(quits).toBe(1);
  });
});

describe('the RPC', () => {
  test('[SEC-4] takes commands from the main frame of our page only', async () => {
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

  test('[SEC-4] carries commands up and orders down', async () => {
    host.show();
    expect(await attach()).toMatchObject({ ok: true, value: { shell: 'none' } });
    world.client.offerLink('parley://join/conference-1');
    await settled();
    const [channel, id, name] = window().webContents.sent.at(-1) ?? [];
    expect([channel, name]).toEqual([RPC_CHANNEL, 'state-changed']);
    electron.ipc.emit(RPC_RESULT_CHANNEL, { ...ours(), sender: {} }, id, 'forged');
    electron.ipc.emit(RPC_RESULT_CHANNEL, ours(), id, { ok: true, value: {} });
  });

  test('[RES-5] a reload is the end of one page and the beginning of another', async () => {
    host.show();
    await attach();
    window().webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    expect(await invoke(ours(), 'sign-out', {})).toMatchObject({ error: { code: 'RPC_FORBIDDEN' } });
    expect(await attach()).toMatchObject({ ok: true });
  });

  test('[SEC-4] closing takes the handlers back', () => {
    host.show();
    host.close();
    host.close();
    expect(electron.ipc.handlers.size).toBe(0);
    expect(electron.ipc.listenerCount(RPC_RESULT_CHANNEL)).toBe(0);
  });
});

describe('tray and links', () => {
  const labels = (activity: 'available' | 'in-call') =>
    trayMenu(activity, { open: () => {}, mute: () => {}, leave: () => {}, quit: () => {} }).flatMap(
      ({ label }) => label ?? [],
    );

  test('[NOTE-5] the tray has Open and Quit, and in a call Mute and Leave', () => {
    expect(labels('available')).toEqual(['Open Parley', 'Quit']);
    expect(labels('in-call')).toEqual(['Open Parley', 'Mute', 'Leave', 'Quit']);
    host.showActivity('ringing');
    expect(electron.toolTip).toBe('Parley: incoming call');
  });

  test('[SEC-4] only conference links are taken from a command line', () => {
    expect(linkAmong(['parley', '--x', 'parley://join/a'])).toBe('parley://join/a');
    expect(linkAmong(['https://example.org', 'parley:join'])).toBeUndefined();
  });
});
