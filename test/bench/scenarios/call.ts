import type { Browser } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { clickedAtMs, watchFirstFrame } from '../../support/program/page-probe.ts';
import { freePort, type Person, rowOf, signIn } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

async function measureParley(caller: Person, callee: Person): Promise<Record<string, number>> {
  const frames = [await watchFirstFrame(caller.page), await watchFirstFrame(callee.page)];
  await rowOf(caller, callee.name).getByTestId('call-video').click();
  await callee.at('accept-video').click();
  const [atCaller = 0, atCallee = 0] = await Promise.all(frames.map((frame) => frame()));
  const acceptedAtMs = await clickedAtMs(callee.page);
  await caller.at('hang-up').click();
  for (const person of [caller, callee]) await person.at('dismiss-ended').click();
  return figuresOf(atCaller - acceptedAtMs, atCallee - acceptedAtMs);
}

async function measureReference(reference: Reference): Promise<Record<string, number>> {
  const caller = await reference.open();
  const callee = await reference.open();
  const frames = [await watchFirstFrame(caller), await watchFirstFrame(callee)];
  await caller.click('#call');
  await callee.waitForSelector('body[data-state=ringing]');
  await callee.click('#accept');
  const [atCaller = 0, atCallee = 0] = await Promise.all(frames.map((frame) => frame()));
  const acceptedAtMs = await clickedAtMs(callee);
  await caller.context().close();
  await callee.context().close();
  return figuresOf(atCaller - acceptedAtMs, atCallee - acceptedAtMs);
}

const figuresOf = (callerFrameMs: number, calleeFrameMs: number) => ({
  firstFrameMs: Math.max(callerFrameMs, calleeFrameMs),
  callerFrameMs,
  calleeFrameMs,
});

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [caller, callee] = [await signIn(world, 'Alice'), await signIn(world, 'Bob')];
  const reference = await startReference(browser, 'peer');
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      record(measured.parley, await measureParley(caller, callee));
      record(measured.reference, await measureReference(reference));
    }
  } finally {
    await Promise.all([caller.quit(), callee.quit(), reference.close()]);
  }
  return measured;
}

/** From Accept to the first decoded frame on both sides (`firstFrameMs` is the later of the two). */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
