import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased } from '../../support/program/media-flow.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import {
  callAndAnswer,
  type Person,
  rowOf,
  signInAgain,
  startMain,
  stopMain,
} from '../../support/program/person.ts';
import { backHome, declineWith, readEnding, ring } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

/** The first client's server serves all. Its ring timeout is long enough to act and short enough to wait for. */
const TIMINGS = { invitationExpiryMs: 5_000, resumeMs: 1_000 };
const EVERYONE = { env: { PARLEY_TIMINGS: JSON.stringify(TIMINGS) } };

/** The latest entry of this person's call history: how the call ended, whether it was missed, and its text. */
async function latestInHistory(person: Person) {
  await person.at('tab-history').click();
  const row = person.at('history-row').first();
  await row.waitFor();
  const read = {
    reason: await row.getAttribute('data-reason'),
    missed: (await row.getAttribute('data-missed')) === 'true',
    words: await row.textContent(),
  };
  await person.at('tab-people').click();
  return read;
}

describe('each ending of an invitation, as both sides read it', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld([], EVERYONE);
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    await rowOf(alice, 'Bob').waitFor();
  });
  afterAll(() => world.close());
  afterEach(() => backHome(alice, bob));

  test.each([
    ['busy', 'busy'],
    ['unavailable', 'not available'],
    ['not-acceptable-here', 'can’t take'],
    ['do-not-disturb', 'Do not disturb'],
  ])('[INV-4] [INV-6] declined with %s and a message', async (reason, words) => {
    await ring(alice, bob);
    await declineWith(bob, reason, 'Call me after lunch');
    const read = await readEnding(alice);
    expect(read.reason).toBe(reason);
    expect(read.words).toContain('Bob');
    expect(read.words).toContain(words);
    expect(read.words).toContain('Call me after lunch');
    await devicesReleased(alice.page);
    await backHome(alice, bob);
    expect((await latestInHistory(alice)).reason).toBe(reason);
    expect(await latestInHistory(bob)).toMatchObject({ reason, missed: false });
  });

  test('[INV-5] [INV-12] not answered: expired on one side, missed on the other', async () => {
    await ring(alice, bob);
    expect((await readEnding(alice)).reason).toBe('expired');
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    expect(await latestInHistory(bob)).toMatchObject({ reason: 'expired', missed: true });
  });

  test('[INV-2] [INV-12] cancelled: a missed call for the callee, who never opened a device', async () => {
    const before = await captureTracks(bob.page);
    await ring(alice, bob);
    await alice.at('cancel-call').click();
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    await devicesReleased(alice.page);
    expect(await captureTracks(bob.page)).toEqual(before);
    await backHome(alice, bob);
    expect(await latestInHistory(bob)).toMatchObject({ reason: 'cancelled', missed: true });
  });

  test('[INV-2] accepted and hung up: both sides read who ended the call', async () => {
    await callAndAnswer(alice, bob);
    await bob.at('hang-up').click();
    const [atAlice, atBob] = [await readEnding(alice), await readEnding(bob)];
    expect([atAlice.reason, atBob.reason]).toEqual(['hung-up', 'hung-up']);
    expect(atAlice.words).toContain('Bob hung up');
    expect(atBob.words).toContain('You hung up');
  });

  test('[INV-9] the second device stops ringing when the first answers, and nothing is missed', async () => {
    const second = await world.signIn('Bob');
    await ring(alice, bob, second);
    await second.at('accept-audio').click();
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    await second.at('call-view').waitFor();
    await second.at('hang-up').click();
    await backHome(alice, bob, second);
    expect(await latestInHistory(bob)).toMatchObject({ reason: 'answered-elsewhere', missed: false });
    await ring(alice, bob, second);
    await bob.at('decline').click();
    await second.at('incoming-card').waitFor({ state: 'detached' });
    expect((await readEnding(alice)).reason).toBe('declined');
    await second.quit();
  });

  test('[INV-12] the history is still there after signing out and in', async () => {
    await signInAgain(alice);
    expect((await latestInHistory(alice)).reason).toBe('declined');
  });

  test('[INV-11] the callee is not signed in: reported immediately, and no device rings', async () => {
    const carol = await world.signIn('Carol');
    await ring(alice, carol);
    await alice.at('cancel-call').click();
    await backHome(alice);
    await carol.quit();
    await rowOf(alice, 'Carol').locator('[data-presence=offline]').waitFor();
    await alice.at('tab-history').click();
    await alice.at('history-row').first().getByTestId('call-back').click();
    expect((await readEnding(alice)).reason).toBe('unavailable');
    await backHome(alice);
    await alice.at('tab-people').click();
  });

  test('[NOTE-6] do not disturb: no ring tone, the caller reads why, the callee finds the call later', async () => {
    await bob.at('toggle-dnd').click();
    await rowOf(alice, 'Bob').locator('[data-presence=do-not-disturb]').waitFor();
    await rowOf(alice, 'Bob').getByTestId('call-audio').click();
    expect((await readEnding(alice)).reason).toBe('do-not-disturb');
    expect(await bob.at('incoming-card').count()).toBe(0);
    await backHome(alice);
    expect(await latestInHistory(bob)).toMatchObject({ reason: 'do-not-disturb', missed: true });
    await bob.at('toggle-dnd').click();
    await rowOf(alice, 'Bob').locator('[data-presence=available]').waitFor();
  });

  test('[INV-11] [ADM-2] a blocked person sees the callee offline, and cannot ring there until unblocked', async () => {
    const callButton = rowOf(alice, 'Bob').getByTestId('call-audio');
    await rowOf(bob, 'Alice').getByTestId('open-message').click();
    await bob.at('block').click();
    await bob.at('unblock').waitFor();
    await until(() => callButton.isDisabled(), Boolean, { what: 'a disabled call button' });
    expect(await rowOf(alice, 'Bob').textContent()).toContain('Offline');
    await bob.at('unblock').click();
    await bob.at('block').waitFor();
    await until(() => callButton.isEnabled(), Boolean, { what: 'an enabled call button' });
    await bob.at('conversation-back').click();
  });

  test('[INV-10] a second call arrives; the first is put on hold and resumed', async () => {
    const carol = await world.signIn('Carol');
    await callAndAnswer(alice, bob);
    await ring(carol, bob);
    await bob.at('hold-accept').click();
    await alice.at('on-hold').waitFor();
    await carol.at('call-view').waitFor();
    await bob.at('resume-call').click();
    await alice.at('on-hold').waitFor({ state: 'detached' });
    await carol.at('on-hold').waitFor();
    await alice.at('hang-up').click();
    await carol.at('hang-up').click();
    await devicesReleased(bob.page);
    await backHome(alice, bob, carol);
    await carol.quit();
  });

  test('[INV-6] the other side disappears: the call ends as connection lost', async () => {
    const carol = await world.signIn('Carol');
    await callAndAnswer(alice, carol);
    carol.main.kill('SIGKILL');
    expect((await readEnding(alice)).reason).toBe('connection-lost');
    await devicesReleased(alice.page);
    await devicesReleased(carol.page);
    await carol.quit();
  });

  test('[INV-12] the history with its endings survives a restart of the client', async () => {
    const dave = await world.signIn('Dave');
    await ring(bob, dave);
    await dave.at('decline').click();
    const before = await latestInHistory(dave);
    await stopMain(dave.main);
    const env = { PARLEY_PORT: String(world.port) };
    const { main, url } = await startMain(dave.dataDir, { env });
    try {
      const page = await world.browser.newPage();
      const again: Person = { ...dave, page, main, url, at: (testId) => page.getByTestId(testId) };
      await page.goto(url);
      await again.at('sign-in-name').fill('Dave');
      await again.at('sign-in-submit').click();
      await again.at('home').waitFor();
      expect(await latestInHistory(again)).toEqual(before);
      await page.close();
    } finally {
      await stopMain(main);
      await dave.quit();
    }
  });
});
