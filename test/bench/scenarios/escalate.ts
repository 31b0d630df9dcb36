import type { Browser, Page } from 'playwright-core';
import {
  type Impairment,
  RELAY_ADDRESS,
  startImpairedRelay,
  UNIMPAIRED,
} from '../../support/continuity/impaired-relay.ts';
import { type ObservedPeople, observedPage, signInObserved } from '../../support/continuity/observed.ts';
import { startWitness, type Testimony, testify } from '../../support/continuity/witness.ts';
import { withChromium } from '../../support/program/chromium.ts';
import { addPeople, inConference } from '../../support/program/escalating.ts';
import { picturesMove } from '../../support/program/media-flow.ts';
import { leaveConference } from '../../support/program/meeting.ts';
import { clickedAtMs, watchElement, watchFirstFrame } from '../../support/program/page-probe.ts';
import { callAndAnswer, freePort } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

/** Time after a change until codecs and bandwidth have settled. */
const SETTLE_MS = 3_000;
/** How long an undisturbed call is observed, and the time before and after a change. */
const WATCHED_MS = 3_000;

/** Network conditions to the SFU, by the prefix of their figures. */
const CONDITIONS: Readonly<Record<string, Impairment>> = {
  '': UNIMPAIRED,
  At50Ms: { roundTripMs: 50, loss: 0 },
  At200Ms: { roundTripMs: 200, loss: 0 },
  At5PercentLoss: { roundTripMs: 0, loss: 0.05 },
};

type Figures = Record<string, number>;

/** What two people heard and saw of each other during `change`, compared with an undisturbed period. */
async function observe(
  pages: [Page, string][],
  change: () => Promise<void>,
): Promise<Figures & { heard: number }> {
  const start = () => Promise.all(pages.map(([page, other]) => startWitness(page, other)));
  const end = () => Promise.all(pages.map(([page]) => testify(page)));
  const wait = () => pages[0]?.[0].waitForTimeout(WATCHED_MS);
  await start();
  await wait();
  const undisturbed = await end();
  await start();
  await change();
  await wait();
  const changed = await end();
  const most = (value: (testimony: Testimony, index: number) => number) => Math.max(...changed.map(value));
  return {
    audioGapMs: most(({ audioGapMs }) => audioGapMs),
    audioOverlapMs: most(({ audioOverlapMs }) => audioOverlapMs),
    videoStallMs: most(({ videoStallMs }) => videoStallMs),
    videoStallOverBaselineMs: most(({ videoStallMs }, index) =>
      Math.max(0, videoStallMs - (undisturbed[index]?.videoStallMs ?? 0)),
    ),
    blackMs: most(({ blackMs }) => blackMs),
    heard: most(({ heardElements }) => heardElements),
  };
}

async function measureParley({ alice, bob, carol }: ObservedPeople): Promise<Figures & { heard: number }> {
  await callAndAnswer(alice, bob);
  for (const { page } of [alice, bob]) await picturesMove(page);
  await alice.page.waitForTimeout(SETTLE_MS);
  const times: Figures = {};
  const observed = await observe(
    [
      [alice.page, 'Bob'],
      [bob.page, 'Alice'],
    ],
    async () => {
      const firstFrame = await watchFirstFrame(carol.page);
      const switched = await Promise.all(
        [alice, bob].map(({ page }) => watchElement(page, '[data-testid=call-view]', true)),
      );
      await addPeople(alice, 'Carol');
      const clicked = await clickedAtMs(alice.page);
      await carol.at('accept-audio').click();
      times.thirdPersonFirstFrameMs = (await firstFrame()) - clicked;
      times.escalatedMs = Math.max(...(await Promise.all(switched.map((at) => at())))) - clicked;
      for (const person of [alice, bob]) await inConference(person);
    },
  );
  for (const person of [carol, bob, alice]) await leaveConference(person);
  return { ...observed, ...times };
}

/** Break before make: the call ends, and both join. */
async function measureReference(reference: Reference): Promise<Figures> {
  const [caller, callee] = [await reference.open(), await reference.open()];
  await caller.click('#call');
  await callee.waitForSelector('body[data-state=ringing]');
  await callee.click('#accept');
  await picturesMove(caller);
  await caller.waitForTimeout(SETTLE_MS);
  const { heard: _, ...observed } = await observe(
    [
      [caller, 'other'],
      [callee, 'other'],
    ],
    async () => {
      await caller.click('#break');
      for (const page of [caller, callee]) await page.waitForSelector('body[data-state=joined]');
    },
  );
  for (const page of [caller, callee]) await page.context().close();
  return observed;
}

const named = (figures: Figures, condition: string): Figures =>
  Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${figure}${condition}`, value]));

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const port = await freePort();
  const relay = await startImpairedRelay(port);
  const sfu = { port, announcedAddress: RELAY_ADDRESS };
  const reference = await startReference(browser, 'break', { sfu, page: observedPage('tone') });
  const people = await signInObserved(browser);
  const broken: string[] = [];
  const measured: Measured = { parley: {}, reference: {}, broken };
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const [condition, impairment] of Object.entries(CONDITIONS)) {
        for (const one of [relay, people.relay]) one.impair(impairment);
        const { heard, ...figures } = await measureParley(people);
        // The element of the other side, which sounds, and that of the third person, who is silent.
        if (heard !== 2) broken.push(`each of two others is heard once (run ${run}${condition}: ${heard})`);
        record(measured.parley, named(figures, condition));
        record(measured.reference, named(await measureReference(reference), condition));
      }
    }
  } finally {
    await people.close();
    await reference.close();
    await relay.close();
  }
  return measured;
}

export const usualRuns = 3;

/**
 * What two people in a call hear and see of each other during an escalation with a third person, with a tone and a
 * counting picture as sources. The third person listens, without a camera. A relay makes the path to the SFU slow and
 * lossy. The reference breaks before it makes.
 */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
