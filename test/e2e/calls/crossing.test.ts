import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, mediaFlows, soundFlows } from '../../support/program/media-flow.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { type Person, rowOf } from '../../support/program/person.ts';
import { backHome } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('two people who call each other at the same time', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    await rowOf(alice, 'Bob').waitFor();
    await rowOf(bob, 'Alice').waitFor();
  });
  afterAll(() => world.close());
  afterEach(() => backHome(alice, bob));

  /** Both call within one round trip; resolves when both are in the call, without further clicks. */
  async function bothCall(atAlice: 'call-video' | 'call-audio', atBob: 'call-video' | 'call-audio') {
    await Promise.all([
      rowOf(alice, 'Bob').getByTestId(atAlice).click(),
      rowOf(bob, 'Alice').getByTestId(atBob).click(),
    ]);
    await Promise.all([alice, bob].map((person) => person.at('call-view').waitFor()));
    for (const person of [alice, bob]) expect(await person.at('incoming-card').count()).toBe(0);
  }

  async function hangUp(): Promise<void> {
    await alice.at('hang-up').click();
    for (const person of [alice, bob]) {
      expect(await person.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
      await devicesReleased(person.page);
    }
  }

  /** Expects one history entry for the call, which is not missed. */
  async function historyOf(person: Person) {
    await backHome(person);
    await person.at('tab-history').click();
    const rows = person.at('history-row');
    await rows.first().waitFor();
    const read = await rows.evaluateAll((all) =>
      all.map((row) => [row.getAttribute('data-reason'), row.getAttribute('data-missed')]),
    );
    await person.at('tab-people').click();
    return read;
  }

  test('[INV-13] get one call with moving pictures and sound, without further clicks', async () => {
    const before = await Promise.all([alice, bob].map(({ page }) => captureTracks(page)));
    await bothCall('call-video', 'call-video');
    await mediaFlows(alice, bob);
    const after = await Promise.all([alice, bob].map(({ page }) => captureTracks(page)));
    // Each side has opened its microphone and camera once.
    expect(after.map(({ live }) => live)).toEqual(before.map(({ live }) => live + 2));
    await hangUp();
    for (const person of [alice, bob]) expect(await historyOf(person)).toEqual([['hung-up', 'false']]);
  });

  test('[INV-13] an audio call crosses a video call: each side sends what it asked for', async () => {
    await bothCall('call-audio', 'call-video');
    await soundFlows(bob.page);
    await soundFlows(alice.page);
    const [atAlice, atBob] = await Promise.all([alice, bob].map(({ page }) => captureTracks(page)));
    expect([atAlice?.live, atBob?.live]).toEqual([1, 2]);
    await hangUp();
  });
});
