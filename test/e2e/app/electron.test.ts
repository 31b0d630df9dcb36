import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findElectron } from '../../../build/setup/electron-binary.mjs';
import { APP_URL } from '../../../electron/shell/electron/app-scheme.ts';
import {
  type ElectronOptions,
  type ElectronPerson,
  startAgain,
  startElectron,
} from '../../support/electron/electron-person.ts';
import { type Display, startDisplay } from '../../support/program/display.ts';
import { devicesReleased, mediaFlows } from '../../support/program/media-flow.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { callAndAnswer, freePort } from '../../support/program/person.ts';

const binary = findElectron();
const title = binary === undefined ? 'Electron (skipped: its binary is not on this machine)' : 'Electron';
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Parley opens no URL with a password in the system's browser, so this opens nothing. */
const FOREIGN = 'https://user:secret@127.0.0.1:9/';

async function signIn(person: ElectronPerson): Promise<void> {
  await person.at('sign-in-name').fill(person.name);
  await person.at('sign-in-submit').click();
  await person.at('home').waitFor();
}

describe.skipIf(binary === undefined)(title, () => {
  let display: Display | undefined;
  let place: ElectronOptions;
  let alice: ElectronPerson;

  beforeAll(async () => {
    display = hasDisplay ? undefined : await startDisplay();
    place = { binary: binary ?? '', port: await freePort(), display: display?.name };
    alice = await startElectron(place, 'Alice');
  });
  afterAll(async () => {
    await alice?.quit();
    await display?.close();
  });

  test('the window opens with the page of our own scheme, at the sign-in', async () => {
    expect(alice.page.url()).toBe(APP_URL);
    expect(await alice.at('sign-in-submit').isVisible()).toBe(true);
    const windows = () =>
      alice.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      );
    // The window is shown after its first paint, which is after the page is usable.
    await expect.poll(windows, { timeout: 10_000 }).toEqual([true]);
  });

  test('[SEC-4] the page has no Node, and only the one bridge to main', async () => {
    const seen = await alice.page.evaluate(() => ({
      node: ['require', 'module', 'process', 'Buffer', 'global'].filter((name) => name in window),
      door: Object.keys(window.parley ?? {}).sort(),
    }));
    expect(seen).toEqual({ node: [], door: ['handle', 'onHandle'] });
  });

  test('[SEC-4] the page does not leave its origin, and opens no window', async () => {
    await alice.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const attempt = new Promise((resolve) => {
        contents?.once('will-navigate', (event) =>
          resolve({ url: event.url, prevented: event.defaultPrevented }),
        );
      });
      Object.assign(globalThis, { attempt });
    });
    await alice.page.evaluate((url) => location.assign(url), FOREIGN);
    const attempt = await alice.app.evaluate(() => Reflect.get(globalThis, 'attempt'));
    expect(attempt).toEqual({ url: FOREIGN, prevented: true });
    expect(await alice.page.evaluate((url) => window.open(url) === null, FOREIGN)).toBe(true);
    expect(alice.page.url()).toBe(APP_URL);
    expect(alice.app.windows()).toHaveLength(1);
  });

  test('a second start of the same profile exits by itself, and the first one continues', async () => {
    const [code] = await once(startAgain(place, alice), 'exit');
    expect(code).toBe(0);
    expect(alice.main.exitCode).toBeNull();
    expect(alice.app.windows()).toHaveLength(1);
  });

  test('signing in by name works', async () => {
    await signIn(alice);
  });

  test('[SES-1] in a call of two people pictures move, sound flows, and every track ends with the call', async () => {
    const bob = await startElectron(place, 'Bob');
    try {
      await signIn(bob);
      await callAndAnswer(alice, bob);
      await mediaFlows(alice, bob);
      await alice.at('hang-up').click();
      expect(await bob.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
      for (const { page } of [alice, bob]) expect(await devicesReleased(page)).toBeGreaterThanOrEqual(2);
    } finally {
      await bob.quit();
    }
  });

  test('[LEASE-4] without a call the page gets no device', async () => {
    await alice.at('dismiss-ended').click();
    const before = await captureTracks(alice.page);
    const refusal = await alice.page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        (error: DOMException) => error.name,
      ),
    );
    expect(refusal).toBe('NotAllowedError');
    expect(await captureTracks(alice.page)).toEqual(before);
  });
});
