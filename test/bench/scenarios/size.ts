import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference } from '../../support/program/meeting.ts';
import { freePort, type Person, startPerson } from '../../support/program/person.ts';
import type { Measured } from '../figures.ts';

const kilobytes = (bytes: number) => bytes / 1_000;

/** Collects the scripts that a page loads, by URL. */
function watchScripts(page: Page): Map<string, Promise<number>> {
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body, { level: 9 }).length),
    );
  });
  return sizes;
}

async function total(sizes: Map<string, Promise<number>>): Promise<number> {
  return (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
}

async function measureOnce(person: Person): Promise<Measured> {
  const sizes = watchScripts(person.page);
  await person.page.reload();
  await person.at('sign-in-name').waitFor();
  const initial = await total(sizes);
  await person.at('sign-in-name').fill('Alice');
  await person.at('sign-in-submit').click();
  await person.at('home').waitFor();
  await createConference(person);
  const all = await total(sizes);
  return { parley: { initialJsGzipKb: [kilobytes(initial)], allJsGzipKb: [kilobytes(all)] }, reference: {} };
}

/** Size of the scripts before the first call, and of all scripts during a conference, in kB after gzip -9. */
export const measure = (): Promise<Measured> =>
  withChromium(async (browser) => {
    const person = await startPerson({ browser, port: await freePort() }, 'Alice');
    try {
      return await measureOnce(person);
    } finally {
      await person.quit();
    }
  });
