import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, mediaFlows, picturesMove, soundFlows } from '../../support/program/media-flow.ts';
import { callAndAnswer, type Person } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('a call whose page is reloaded', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
  });
  afterAll(() => world.close());

  const isMuted = ({ page }: Person) =>
    page.waitForFunction(() => {
      const own = window.probe.tracks.filter(
        ({ kind, readyState }) => kind === 'audio' && readyState === 'live',
      );
      return own.length > 0 && own.every(({ enabled }) => !enabled);
    });

  test('[RES-5] [SES-1] by the callee: pictures move again both ways, and muted stays muted', async () => {
    await callAndAnswer(alice, bob);
    for (const { page } of [alice, bob]) await picturesMove(page);
    await bob.at('toggle-microphone').click();
    await isMuted(bob);
    await bob.page.reload();
    for (const { page } of [alice, bob]) await picturesMove(page);
    await soundFlows(bob.page);
    await isMuted(bob);
    await bob.at('toggle-microphone').click();
    await soundFlows(alice.page);
    for (const { page } of [alice, bob]) {
      await page.getByTestId('restarting').waitFor({ state: 'detached' });
    }
  });

  test('[RES-5] [SES-1] by the caller: the same, and the call ends as usual', async () => {
    await alice.page.reload();
    await mediaFlows(alice, bob);
    await bob.at('hang-up').click();
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
    for (const { page } of [alice, bob]) await devicesReleased(page);
  });
});
