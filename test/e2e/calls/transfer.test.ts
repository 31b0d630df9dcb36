import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { transferTo, untilTransferIs } from '../../support/program/escalating.ts';
import { devicesReleased, mediaFlows } from '../../support/program/media-flow.ts';
import { leaveConference } from '../../support/program/meeting.ts';
import { createWith } from '../../support/program/organizing.ts';
import { callAndAnswer, type Person, signInAgain } from '../../support/program/person.ts';
import { backHome, declineWith, readEnding } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('a call transfer', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;
  let carol: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    carol = await world.signIn('Carol');
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await callAndAnswer(alice, bob);
    await mediaFlows(alice, bob);
  });
  afterEach(async () => {
    await backHome(alice, bob, carol);
    for (const { page } of [alice, bob, carol]) await devicesReleased(page);
    await signInAgain(alice);
  });

  async function endedWith(person: Person): Promise<void> {
    await person.at('hang-up').click();
  }

  test('[REF-1] [REF-2] [REF-3] to a person who answers; the referrer reads each step', async () => {
    await transferTo(alice, 'Carol');
    await untilTransferIs(alice, 'requested');
    expect(await bob.at('referral-card').textContent()).toContain('Carol');
    await bob.at('accept-referral').click();
    await untilTransferIs(alice, 'ringing');
    expect(await carol.at('incoming-card').textContent()).toContain('Alice');
    await carol.at('accept-video').click();
    expect((await readEnding(alice)).reason, 'the referrer reads that it is done').toBe('transferred');
    await mediaFlows(bob, carol);
    await devicesReleased(alice.page);
    await endedWith(carol);
  });

  test('[REF-2] [REF-3] to a person who is busy; the referrer reads it, and the two talk again', async () => {
    await transferTo(alice, 'Carol');
    await bob.at('accept-referral').click();
    await alice.at('on-hold').waitFor();
    await declineWith(carol, 'busy', 'Later');
    await untilTransferIs(alice, 'failed');
    await alice.at('on-hold').waitFor({ state: 'detached' });
    await mediaFlows(alice, bob);
    await endedWith(alice);
  });

  test('[REF-1] a referee who declines stays in the call', async () => {
    await transferTo(alice, 'Carol');
    await bob.at('decline-referral').click();
    await untilTransferIs(alice, 'failed');
    await mediaFlows(alice, bob);
    expect(await carol.at('home').isVisible()).toBe(true);
    await endedWith(alice);
  });

  test('[REF-8] [REF-3] a cancelled transfer returns to the call', async () => {
    await transferTo(alice, 'Carol');
    await bob.at('accept-referral').click();
    await untilTransferIs(alice, 'ringing');
    await alice.at('cancel-transfer').click();
    await carol.at('incoming-card').waitFor({ state: 'detached' });
    await alice.at('on-hold').waitFor({ state: 'detached' });
    await mediaFlows(alice, bob);
    await endedWith(bob);
  });

  test('[REF-5] after talking to the target, who does not have to answer twice', async () => {
    await transferTo(alice, 'Carol', 'first');
    await carol.at('accept-video').click();
    await mediaFlows(alice, carol);
    await alice.at('transfer-connect').click();
    await bob.at('accept-referral').click();
    expect((await readEnding(alice)).reason).toBe('transferred');
    await mediaFlows(bob, carol);
    expect(await carol.at('incoming-card').count()).toBe(0);
    await devicesReleased(alice.page);
    await endedWith(bob);
  });

  test('[REF-6] to a conference', async () => {
    const link = await createWith(carol, { passcode: 'open-sesame' });
    await alice.at('open-transfer').click();
    await alice.at('transfer-switch').click();
    await alice.at('transfer-link').fill(link);
    await alice.at('transfer-passcode').fill('open-sesame');
    await alice.at('transfer-now').click();
    await bob.at('accept-referral').click();
    expect((await readEnding(alice)).reason).toBe('transferred');
    await bob.at('conference-view').waitFor();
    await mediaFlows(bob, carol);
    for (const person of [bob, carol]) await leaveConference(person);
  });
});
