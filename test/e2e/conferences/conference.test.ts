import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, onlyMoving, picturesMove, soundFlows } from '../../support/program/media-flow.ts';
import { createConference, joinConference, leaveConference } from '../../support/program/meeting.ts';
import type { Person } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('a conference of three', () => {
  let world: OpenWorld;
  let people: Person[];
  let link: string;
  const tiles = (person: Person, count: number) =>
    person
      .at('tile')
      .nth(count - 1)
      .waitFor();

  beforeAll(async () => {
    world = await openWorld();
    people = [await world.signIn('Alice'), await world.signIn('Bob'), await world.signIn('Carol')];
  });
  afterAll(() => world.close());

  test('[CONF-1] the second person joins by link; pictures move and sound flows both ways', async () => {
    const [alice, bob] = people as [Person, Person];
    link = await createConference(alice);
    await joinConference(bob, link);
    for (const person of [alice, bob]) {
      await tiles(person, 2);
      await picturesMove(person.page);
      await soundFlows(person.page);
    }
  });

  test('[CONF-3] the third person is on every roster, and everyone sees two moving pictures', async () => {
    const [, , carol] = people as [Person, Person, Person];
    await joinConference(carol, link);
    for (const person of people) {
      await tiles(person, 3);
      await picturesMove(person.page, 2);
      for (const { name } of people) expect(await person.at('roster').textContent()).toContain(name);
    }
  });

  test('[CONF-11] pictures that are not on screen are not received, and arrive again when they are', async () => {
    const [alice, bob] = people as [Person, Person];
    await alice.at('layout-only-speaker').click();
    await onlyMoving(alice.page, 1);
    await soundFlows(alice.page);
    await picturesMove(bob.page, 2);
    await alice.at('layout-grid').click();
    await onlyMoving(alice.page, 2);
  });

  test('[CONF-11] a shared screen is seen by everyone, large, until it stops', async () => {
    const [alice, bob, carol] = people as [Person, Person, Person];
    await bob.at('toggle-share').click();
    for (const person of [alice, carol]) {
      await person.at('remote-screen').waitFor();
      await onlyMoving(person.page, 3);
    }
    await bob.at('stop-share').click();
    for (const person of [alice, carol]) {
      await person.at('remote-screen').waitFor({ state: 'detached' });
      await tiles(person, 3);
    }
  });

  test('[CONF-4] leaving releases the devices, and the others stay in the conference', async () => {
    const [alice, bob, carol] = people as [Person, Person, Person];
    expect(await leaveConference(bob)).toBe('left');
    await devicesReleased(bob.page);
    for (const person of [alice, carol]) {
      await person.at('tile').nth(2).waitFor({ state: 'detached' });
      await picturesMove(person.page);
    }
  });

  test('[CONF-1] a person who left can join again', async () => {
    const [alice, bob] = people as [Person, Person];
    await joinConference(bob, link);
    await picturesMove(bob.page, 2);
    await picturesMove(alice.page, 2);
  });

  test('[CONF-5] the last people leave, each reads the ending once, and no track is live', async () => {
    for (const person of people) {
      expect(await leaveConference(person)).toBe('left');
      await devicesReleased(person.page);
    }
  });

  test('[CONF-2] an unknown conference is refused with an explanation', async () => {
    const [alice] = people as [Person];
    await alice.at('join-link').fill('NoSuchConference00000A');
    await alice.at('join-submit').click();
    await alice.at('join-preview-submit').click();
    const said = alice.page.locator('[data-testid=exited-card], [data-testid=alert]').first();
    await said.waitFor();
    expect(await said.textContent()).toMatch(/no.*conference|unknown|not found|does not exist/i);
    await devicesReleased(alice.page);
  });
});
