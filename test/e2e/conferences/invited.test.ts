import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, picturesMove } from '../../support/program/media-flow.ts';
import { createConference, invite, leaveConference } from '../../support/program/meeting.ts';
import { callAndAnswer, type Person, rowOf } from '../../support/program/person.ts';
import { backHome, declineWith } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('an invitation to a conference', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;
  let carol: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    carol = await world.signIn('Carol');
    await rowOf(alice, 'Carol').waitFor();
    await createConference(alice);
  });
  afterAll(() => world.close());

  test('[CONV-3] rings as usual; the person who accepts is on the roster and visible', async () => {
    await invite(alice, 'Bob');
    await bob.at('incoming-card').waitFor();
    await alice.at('pending-invitation').waitFor();
    await bob.at('accept-video').click();
    await bob.at('conference-view').waitFor();
    await alice.at('tile').nth(1).waitFor();
    await alice.at('pending-invitation').waitFor({ state: 'detached' });
    for (const { page } of [alice, bob]) await picturesMove(page);
  });

  test('[INV-4] a person who declines is not on the roster, and the inviter reads why', async () => {
    await invite(alice, 'Carol');
    await carol.at('incoming-card').waitFor();
    await declineWith(carol, 'busy', 'In ten minutes');
    await alice.at('ended-note').filter({ hasText: 'Carol is busy.' }).waitFor();
    expect(await alice.at('tile').count()).toBe(2);
  });

  test('[INV-10] can be accepted during a call by ending the call', async () => {
    const dave = await world.signIn('Dave');
    await callAndAnswer(dave, carol);
    await invite(alice, 'Carol');
    await carol.at('end-accept').click();
    await carol.at('conference-view').waitFor();
    await dave.at('ended-card').waitFor();
    await alice.at('tile').nth(2).waitFor();
    await devicesReleased(dave.page);
    await dave.quit();
  });

  test('[INV-2] stops ringing when it is cancelled', async () => {
    await leaveConference(bob);
    await backHome(bob);
    await invite(alice, 'Bob');
    await bob.at('incoming-card').waitFor();
    await alice.at('cancel-invitation').click();
    await bob.at('incoming-card').waitFor({ state: 'detached' });
  });
});
