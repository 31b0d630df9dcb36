import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenWindow, openParleyWindow } from '../../support/program/app-window.ts';
import { type Display, startDisplay } from '../../support/program/display.ts';
import { freePort } from '../../support/program/person.ts';
import { until } from '../../support/until.ts';

const isRoot = process.getuid?.() === 0;

/** The arguments of every process on this computer, which all its users can read. */
function everyCommandLine(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const read = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      // The process exited between listing and reading.
      return '';
    }
  };
  return pids.map(read).join('\n');
}

describe.skipIf(process.platform !== 'linux')('the window of the browser shell, in a real Chromium', () => {
  let folder: string;
  let display: Display;
  let window: OpenWindow;
  let token: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'parley-window-'));
    // The data folder itself must refuse other users, not its parent folder.
    await chmod(folder, 0o755);
    display = await startDisplay();
    const env = { PARLEY_PORT: String(await freePort()), XDG_CONFIG_HOME: path.join(folder, 'config') };
    window = await openParleyWindow({ folder, display: display.name, env });
    await window.page.getByTestId('home').waitFor();
    token = /name="token" value="([^"]+)"/.exec(window.startPage)?.[1] ?? '';
  });
  afterAll(async () => {
    await window?.close();
    await display?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('[SEC-4] Chromium starts with a file, and then shows Parley with its cookie', async () => {
    expect(window.startAddress).toMatch(/^file:\/\/.*\/window\/parley\.html$/);
    expect(window.page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await window.page.context().cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
  });

  test('[SEC-4] no process has the token in its arguments', () => {
    expect(token).toHaveLength(22);
    const all = everyCommandLine();
    expect(all).toContain(window.startAddress);
    expect(all).not.toContain(token);
  });

  test('[SEC-4] title, history and referrer do not show how the page was opened', async () => {
    const { page } = window;
    expect(await page.evaluate(() => [document.title, document.referrer, history.length])).toEqual([
      'Parley',
      '',
      1,
    ]);
    const session = await page.context().newCDPSession(page);
    const { entries } = await session.send('Page.getNavigationHistory');
    expect(entries.map(({ url }) => url)).toEqual([page.url()]);
  });

  test('[SEC-4] the token works once, and its file is removed', async () => {
    await until(
      () => existsSync(fileURLToPath(window.startAddress)),
      (is) => !is,
      { what: 'the file to be removed' },
    );
    const again = await fetch(new URL('/open', window.page.url()), {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    expect(again.status).toBe(403);
    expect(again.headers.get('set-cookie')).toBeNull();
  });

  test.skipIf(!isRoot)('[SEC-4] another user of this computer could not read the file', () => {
    expect(window.readByOther).toContain('Permission denied');
    expect(window.readByOther).not.toContain(token);
  });

  test('the terminal shows what a user needs, without the token', async () => {
    const said = await window.untilSaid('Press Ctrl-C to stop.');
    expect(said).toContain('Parley is open in its own window.');
    expect(said).not.toContain(token);
  });

  test('[SES-4] closing the window ends the program, without further output', async () => {
    const before = await window.untilSaid('Press Ctrl-C to stop.');
    const session = await window.page.context().newCDPSession(window.page);
    await session.send('Page.close').catch(() => undefined);
    await until(
      () => window.main.exitCode,
      (code) => code !== null,
      { what: 'the program to end' },
    );
    expect(window.main.exitCode).toBe(0);
    expect(window.terminal()).toBe(before);
  });
});
