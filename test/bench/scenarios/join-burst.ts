import type { Browser } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference, leaveConference, prepareJoin } from '../../support/program/meeting.ts';
import { clickedAtMs, watchFirstFrame } from '../../support/program/page-probe.ts';
import { freePort, type Person, signIn } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';

const JOINERS = ['Bob', 'Carol', 'Dave'];

/** All join at the same time; each waits for its first frame of any other person. */
async function measureBurst(host: Person, joiners: Person[]): Promise<Record<string, number>> {
  const link = await createConference(host);
  await Promise.all(joiners.map((joiner) => prepareJoin(joiner, link)));
  const waits = await Promise.all(
    joiners.map(async (joiner, index) => {
      const firstFrame = await watchFirstFrame(joiner.page);
      await joiners[0]?.page.waitForTimeout(index * 100);
      await joiner.at('join-preview-submit').click();
      return (await firstFrame()) - (await clickedAtMs(joiner.page));
    }),
  );
  for (const joiner of joiners) await leaveConference(joiner);
  await leaveConference(host);
  return { firstToJoinMs: Math.min(...waits), lastToJoinMs: Math.max(...waits) };
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const host = await signIn(world, 'Alice');
  const joiners: Person[] = [];
  for (const name of JOINERS) joiners.push(await signIn(world, name));
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) record(measured.parley, await measureBurst(host, joiners));
  } finally {
    await Promise.all([host, ...joiners].map((person) => person.quit()));
  }
  return measured;
}

/** Three people join 100 ms after one another: the shortest and the longest wait for a frame. */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
