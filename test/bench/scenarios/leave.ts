import type { Browser, Page } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference, joinConference, leaveConference } from '../../support/program/meeting.ts';
import {
  clickedAtMs,
  watchElement,
  watchFirstFrame,
  watchTracksEnded,
} from '../../support/program/page-probe.ts';
import { callAndAnswer, freePort, type Person, signIn } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

/** Clicks, and measures how long until no track is live here and until the other side shows it. */
async function timeExit(
  leaver: Page,
  click: () => Promise<void>,
  told: () => Promise<number>,
): Promise<{ endedMs: number; toldMs: number }> {
  const ended = await watchTracksEnded(leaver);
  await click();
  const [endedAtMs, toldAtMs] = await Promise.all([ended(), told()]);
  const clicked = await clickedAtMs(leaver);
  return { endedMs: endedAtMs - clicked, toldMs: toldAtMs - clicked };
}

async function leaveAConference(stayer: Person, leaver: Person): Promise<Record<string, number>> {
  const firstFrame = await watchFirstFrame(stayer.page);
  await joinConference(leaver, await createConference(stayer));
  await firstFrame();
  const tiles = stayer.at('tile');
  await tiles.nth(1).waitFor();
  const other = await tiles.nth(1).getAttribute('data-participant');
  const told = await watchElement(stayer.page, `[data-testid=tile][data-participant="${other}"]`, true);
  const exit = await timeExit(leaver.page, () => leaver.at('leave').click(), told);
  await leaver.at('dismiss-ended').click();
  await leaveConference(stayer);
  return { tracksEndedMs: exit.endedMs, peerToldMs: exit.toldMs };
}

async function hangUp(stayer: Person, leaver: Person): Promise<Record<string, number>> {
  const firstFrame = await watchFirstFrame(leaver.page);
  await callAndAnswer(leaver, stayer);
  await firstFrame();
  const told = await watchElement(stayer.page, '[data-testid=ended-card]');
  const exit = await timeExit(leaver.page, () => leaver.at('hang-up').click(), told);
  for (const person of [stayer, leaver]) await person.at('dismiss-ended').click();
  return { hangUpTracksEndedMs: exit.endedMs, hangUpPeerToldMs: exit.toldMs };
}

async function leaveReference(reference: Reference): Promise<Record<string, number>> {
  const [stayer, leaver] = [await reference.open(), await reference.open()];
  const firstFrame = await watchFirstFrame(leaver);
  for (const page of [stayer, leaver]) {
    await page.click('#join');
    await page.waitForSelector('body[data-state=joined]');
  }
  await firstFrame();
  const told = await watchElement(stayer, 'body[data-others=left]');
  const exit = await timeExit(leaver, () => leaver.click('#leave'), told);
  for (const page of [stayer, leaver]) await page.context().close();
  return { tracksEndedMs: exit.endedMs, peerToldMs: exit.toldMs };
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [stayer, leaver] = [await signIn(world, 'Alice'), await signIn(world, 'Bob')];
  const reference = await startReference(browser, 'sfu');
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      const conference = await leaveAConference(stayer, leaver);
      record(measured.parley, { ...conference, ...(await hangUp(stayer, leaver)) });
      record(measured.reference, await leaveReference(reference));
    }
  } finally {
    await Promise.all([stayer.quit(), leaver.quit(), reference.close()]);
  }
  return measured;
}

/** From Leave or Hang up to the end of the last local track, and to the moment when the other side shows it. */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
