import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_SWITCHES, chromiumPath } from '../program/chromium.ts';
import { probePages } from '../program/page-probe.ts';
import { type Person, startMain, stopMain } from '../program/person.ts';

/** A desktop on which a person runs Parley. */
export interface Desktop {
  /** Environment variables for its display and its D-Bus. */
  env: Record<string, string>;
  /** Port of the embedded server. */
  port: number;
}

/**
 * Starts a client with its page in a window of the installed Chromium, with a browser profile of its own as in the
 * browser shell, and signs the person in. Chromium only passes clicks on notifications to such a profile, and not to
 * the contexts that Playwright creates in one browser.
 */
export async function signInAtDesktop({ env, port }: Desktop, name: string): Promise<Person> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-desktop-'));
  const { main, url } = await startMain(dataDir, { env: { PARLEY_PORT: String(port) } });
  const context = await chromium.launchPersistentContext(join(dataDir, 'chromium'), {
    executablePath: chromiumPath(),
    args: CHROMIUM_SWITCHES,
    chromiumSandbox: false,
    headless: false,
    permissions: ['notifications'],
    env: { ...process.env, ...env },
  });
  await probePages(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  const person: Person = {
    name,
    page,
    main,
    url,
    dataDir,
    at: (testId) => page.getByTestId(testId),
    async quit() {
      await context.close();
      await stopMain(main);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await person.at('sign-in-name').fill(name);
  await person.at('sign-in-submit').click();
  await person.at('home').waitFor();
  return person;
}
