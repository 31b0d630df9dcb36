import type { Browser } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { clickedAtMs, untilRinging, watchElement, watchSilence } from '../../support/program/page-probe.ts';
import { freePort, type Person, rowOf, signIn } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

const CARD = '[data-testid=incoming-card]';
const ENDED = '[data-testid=ended-card]';

/** Calls, and waits until the callee's Parley rings. @returns milliseconds from the click to the incoming card */
async function ring(caller: Person, callee: Person): Promise<number> {
  const shown = await watchElement(callee.page, CARD);
  await rowOf(caller, callee.name).getByTestId('call-audio').click();
  const shownAtMs = await shown();
  await untilRinging(callee.page);
  return shownAtMs - (await clickedAtMs(caller.page));
}

async function dismiss(...people: Person[]): Promise<void> {
  for (const person of people) {
    const card = person.at('dismiss-ended');
    if (await card.isVisible()) await card.click();
    await person.at('home').waitFor();
  }
}

async function measureParley(caller: Person, callee: Person): Promise<Record<string, number>> {
  const firstRingMs = await ring(caller, callee);
  const seen = await watchElement(caller.page, ENDED);
  await callee.at('decline').click();
  const declineSeenMs = (await seen()) - (await clickedAtMs(callee.page));
  await dismiss(caller, callee);

  const secondRingMs = await ring(caller, callee);
  const silent = await watchSilence(callee.page);
  const gone = await watchElement(callee.page, CARD, true);
  await caller.at('cancel-call').click();
  const silentAtMs = Math.max(await silent(), await gone());
  const cancelSilentMs = silentAtMs - (await clickedAtMs(caller.page));
  await dismiss(caller, callee);
  return { ringMs: (firstRingMs + secondRingMs) / 2, declineSeenMs, cancelSilentMs };
}

/** One loopback round trip between two pages, shown on both. */
async function measureReference(reference: Reference): Promise<Record<string, number>> {
  const [caller, callee] = [await reference.open(), await reference.open()];
  const echoed = await watchElement(caller, 'body[data-state=echoed]');
  await caller.click('#call');
  const roundTripMs = (await echoed()) - (await clickedAtMs(caller));
  for (const page of [caller, callee]) await page.context().close();
  return { ringMs: roundTripMs, declineSeenMs: roundTripMs, cancelSilentMs: roundTripMs };
}

/** Adds by how much each figure exceeds the round trip of the same run; the limit is 100 ms. */
function overRoundTrip(parley: Record<string, number>, reference: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(parley).map(([figure, ms]) => [
      figure.replace(/Ms$/, 'OverRoundTripMs'),
      ms - (reference[figure] ?? Number.NaN),
    ]),
  );
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [caller, callee] = [await signIn(world, 'Alice'), await signIn(world, 'Bob')];
  const reference = await startReference(browser, 'ring');
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      const parley = await measureParley(caller, callee);
      const roundTrip = await measureReference(reference);
      record(measured.parley, { ...parley, ...overRoundTrip(parley, roundTrip) });
      record(measured.reference, roundTrip);
    }
  } finally {
    await Promise.all([caller.quit(), callee.quit(), reference.close()]);
  }
  return measured;
}

/**
 * From the call button to ringing at the callee, from Decline to the caller's screen, from cancel to silence. The
 * reference is one loopback round trip between two bare pages over a relay.
 */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
