import type { Browser, Page } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference, joinConference, leaveConference } from '../../support/program/meeting.ts';
import { clickedAtMs, watchFirstFrame } from '../../support/program/page-probe.ts';
import { freePort, type Person, signIn } from '../../support/program/person.ts';
import { until } from '../../support/until.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

async function measureParley(first: Person, second: Person): Promise<Record<string, number>> {
  const link = await createConference(first);
  await untilSending(first.page);
  const firstFrame = await watchFirstFrame(second.page);
  await joinConference(second, link);
  const firstFrameMs = (await firstFrame()) - (await clickedAtMs(second.page));
  await leaveConference(second);
  await leaveConference(first);
  return { firstFrameMs };
}

async function measureReference(reference: Reference): Promise<Record<string, number>> {
  const first = await reference.open();
  const second = await reference.open();
  await first.click('#join');
  await untilSending(first);
  const firstFrame = await watchFirstFrame(second);
  await second.click('#join');
  const firstFrameMs = (await firstFrame()) - (await clickedAtMs(second));
  await second.waitForSelector('body[data-state=joined]');
  await close(first, second);
  return { firstFrameMs };
}

/** Whether the page has sent a second of video on an open connection. Runs in the page. */
async function sendsVideo(): Promise<boolean> {
  for (const connection of window.probe.connections) {
    if (connection.connectionState !== 'connected') continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === 'outbound-rtp' && report.kind === 'video' && report.framesSent > 20) return true;
    }
  }
  return false;
}

async function untilSending(page: Page): Promise<void> {
  await until(
    () => page.evaluate(sendsVideo),
    (sends) => sends,
    { what: 'video to be sent' },
  );
}

async function close(...pages: Page[]): Promise<void> {
  for (const page of pages) await page.context().close();
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [first, second] = [await signIn(world, 'Alice'), await signIn(world, 'Bob')];
  const reference = await startReference(browser, 'sfu');
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      record(measured.parley, await measureParley(first, second));
      record(measured.reference, await measureReference(reference));
    }
  } finally {
    await Promise.all([first.quit(), second.quit(), reference.close()]);
  }
  return measured;
}

/** From Join to the first decoded frame of the person in the conference, for the second person who joins. */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
