import type { Browser } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { transferTo } from '../../support/program/escalating.ts';
import { picturesMove } from '../../support/program/media-flow.ts';
import { clickedAtMs, watchElement, watchFirstFrame } from '../../support/program/page-probe.ts';
import { callAndAnswer, freePort, type Person, signIn } from '../../support/program/person.ts';
import { backHome } from '../../support/program/talk.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

type Figures = Record<string, number>;

/** Alice transfers Bob to Carol, who declines the first time and accepts the second. */
async function measureParley(alice: Person, bob: Person, carol: Person): Promise<Figures> {
  await callAndAnswer(alice, bob);
  await picturesMove(alice.page);
  await transferTo(alice, 'Carol');
  await bob.at('accept-referral').click();
  await alice.at('on-hold').waitFor();
  const returned = await watchElement(alice.page, '[data-testid=on-hold]', true);
  await carol.at('decline').click();
  const returnedMs = (await returned()) - (await clickedAtMs(carol.page));
  await picturesMove(alice.page);
  await backHome(carol);

  await transferTo(alice, 'Carol');
  await bob.at('accept-referral').click();
  const told = await watchElement(alice.page, '[data-testid=ended-card]');
  await carol.at('accept-video').click();
  const answeredMs = (await told()) - (await clickedAtMs(carol.page));
  await picturesMove(carol.page);
  await carol.at('hang-up').click();
  await backHome(alice, bob, carol);
  return { returnedMs, answeredMs };
}

/** A bare call from its accept to the caller's first frame, and one message to the other page and back. */
async function measureReference(calls: Reference, rings: Reference): Promise<Figures> {
  const [caller, callee] = [await calls.open(), await calls.open()];
  const firstFrame = await watchFirstFrame(caller);
  await caller.click('#call');
  await callee.waitForSelector('body[data-state=ringing]');
  await callee.click('#accept');
  const answeredMs = (await firstFrame()) - (await clickedAtMs(callee));
  const [asking, echoing] = [await rings.open(), await rings.open()];
  const echoed = await watchElement(asking, 'body[data-state=echoed]');
  await asking.click('#call');
  const returnedMs = (await echoed()) - (await clickedAtMs(asking));
  for (const page of [caller, callee, asking, echoing]) await page.context().close();
  return { answeredMs, returnedMs };
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [alice, bob, carol] = [
    await signIn(world, 'Alice'),
    await signIn(world, 'Bob'),
    await signIn(world, 'Carol'),
  ];
  const [calls, rings] = [await startReference(browser, 'peer'), await startReference(browser, 'ring')];
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      record(measured.parley, await measureParley(alice, bob, carol));
      record(measured.reference, await measureReference(calls, rings));
    }
  } finally {
    for (const one of [carol, bob, alice]) await one.quit();
    for (const one of [calls, rings]) await one.close();
  }
  return measured;
}

/**
 * A blind transfer. `answeredMs`: from the target's Accept until the referrer reads that it succeeded, when the other
 * two have media. `returnedMs`: from the target's Decline until referrer and referee talk again.
 */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
