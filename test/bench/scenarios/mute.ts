import type { Browser, Page } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference, joinConference } from '../../support/program/meeting.ts';
import { clickedAtMs, watchElement, watchFirstFrame, watchMuted } from '../../support/program/page-probe.ts';
import { callAndAnswer, freePort, type Person, signIn } from '../../support/program/person.ts';
import { type Measured, record } from '../figures.ts';
import { type Reference, startReference } from '../reference/reference.ts';

/** One side mutes, and the other side shows a mark. */
interface Pair {
  readonly muter: Page;
  readonly other: Page;
  /** The button that mutes and unmutes. */
  readonly button: string;
  /** The mark at the other side, which shows while this side is muted. */
  readonly mark: string;
}

interface Muting {
  trackMutedMs: number;
  peerSeenMs: number;
}

/** Mutes, measures from the click, and unmutes again. */
async function mute({ muter, other, button, mark }: Pair): Promise<Muting> {
  // A microphone that is still being opened has the same mark.
  await (await watchElement(other, mark, true))();
  const [muted, seen] = [await watchMuted(muter), await watchElement(other, mark)];
  await muter.click(button);
  const [mutedAtMs, seenAtMs] = [await muted(), await seen()];
  const clicked = await clickedAtMs(muter);
  const unmuted = await watchElement(other, mark, true);
  await muter.click(button);
  await unmuted();
  return { trackMutedMs: mutedAtMs - clicked, peerSeenMs: seenAtMs - clicked };
}

/** Both people are in a conference, and see each other. */
async function pairInConference(other: Person, muter: Person): Promise<Pair> {
  const firstFrame = await watchFirstFrame(other.page);
  await joinConference(muter, await createConference(other));
  await firstFrame();
  const tile = other.at('tile').nth(1);
  await tile.waitFor();
  const participant = await tile.getAttribute('data-participant');
  const mark = `[data-testid=tile][data-participant="${participant}"] .tile-name .visually-hidden`;
  return { muter: muter.page, other: other.page, button: '[data-testid=toggle-microphone]', mark };
}

async function leave(...people: Person[]): Promise<void> {
  for (const person of people) {
    await person.at('leave').click();
    await person.at('dismiss-ended').click();
  }
}

/** Both people are in a call. */
async function pairInCall(other: Person, muter: Person): Promise<Pair> {
  const firstFrame = await watchFirstFrame(other.page);
  await callAndAnswer(muter, other);
  await firstFrame();
  const button = '[data-testid=toggle-microphone]';
  return { muter: muter.page, other: other.page, button, mark: '.stage-header .mark' };
}

async function hangUp(muter: Person, other: Person): Promise<void> {
  await muter.at('hang-up').click();
  for (const person of [muter, other]) await person.at('dismiss-ended').click();
}

async function pairOfReference(reference: Reference): Promise<Pair> {
  const [other, muter] = [await reference.open(), await reference.open()];
  const firstFrame = await watchFirstFrame(muter);
  for (const page of [other, muter]) {
    await page.click('#join');
    await page.waitForSelector('body[data-state=joined]');
  }
  await firstFrame();
  return { muter, other, button: '#mute', mark: 'body[data-others=muted]' };
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const [other, muter] = [await signIn(world, 'Alice'), await signIn(world, 'Bob')];
  const reference = await startReference(browser, 'sfu');
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (let run = 0; run < runs; run += 1) {
      const inConference = await mute(await pairInConference(other, muter));
      await leave(muter, other);
      const inCall = await mute(await pairInCall(other, muter));
      await hangUp(muter, other);
      const pair = await pairOfReference(reference);
      const bare = await mute(pair);
      for (const page of [pair.muter, pair.other]) await page.context().close();
      record(measured.parley, { ...inConference, ...ofCall(inCall) });
      record(measured.reference, { ...bare, ...ofCall(bare) });
    }
  } finally {
    await Promise.all([other.quit(), muter.quit(), reference.close()]);
  }
  return measured;
}

const ofCall = ({ trackMutedMs, peerSeenMs }: Muting) => ({
  callTrackMutedMs: trackMutedMs,
  callPeerSeenMs: peerSeenMs,
});

/**
 * From the click on the microphone to the muted track, and to the mark at the other side, in a conference and in a call.
 * The reference mutes its track and tells the other page over a relay.
 */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
