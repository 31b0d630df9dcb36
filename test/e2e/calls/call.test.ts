import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, mediaFlows, picturesMove, soundFlows } from '../../support/program/media-flow.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { callAndAnswer, type Person, rowOf } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

describe('a call between two people', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
  });
  afterAll(() => world.close());

  async function dismiss(): Promise<void> {
    for (const person of [alice, bob]) await person.at('dismiss-ended').click();
  }

  test('each is in the other’s directory', async () => {
    await rowOf(alice, 'Bob').waitFor();
    await rowOf(bob, 'Alice').waitFor();
  });

  test('[SES-1] pictures move and sound flows both ways, and every track ends with the call', async () => {
    await callAndAnswer(alice, bob);
    await mediaFlows(alice, bob);
    await alice.at('hang-up').click();
    expect(await bob.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('hung-up');
    for (const { page } of [alice, bob]) expect(await devicesReleased(page)).toBeGreaterThanOrEqual(2);
    await dismiss();
  });

  test('[INV-3] a callee opens no device before the answer', async () => {
    const before = await captureTracks(bob.page);
    await rowOf(alice, 'Bob').getByTestId('call-audio').click();
    await bob.at('incoming-card').waitFor();
    expect(await captureTracks(bob.page)).toEqual(before);
    await bob.at('decline').click();
    await alice.at('ended-card').waitFor();
    expect(await captureTracks(bob.page)).toEqual(before);
    await alice.at('dismiss-ended').click();
    await bob.at('home').waitFor();
  });

  test('[INV-6] the caller reads that the call was declined, and the devices are released', async () => {
    await rowOf(alice, 'Bob').getByTestId('call-video').click();
    await bob.at('decline').click();
    expect(await alice.at('ended-card').getAttribute('data-reason')).toBe('declined');
    await devicesReleased(alice.page);
    await alice.at('dismiss-ended').click();
  });

  test('[INV-2] a cancelled call stops ringing at the callee', async () => {
    await rowOf(alice, 'Bob').getByTestId('call-video').click();
    await bob.at('incoming-card').waitFor();
    await alice.at('cancel-call').click();
    await bob.at('incoming-card').waitFor({ state: 'detached' });
    await devicesReleased(alice.page);
  });

  test('[SES-1] mute and unmute work, and the camera can be turned off and on, within the same call', async () => {
    for (const person of [alice, bob]) {
      const ended = person.at('dismiss-ended');
      if (await ended.isVisible()) await ended.click();
    }
    await callAndAnswer(bob, alice);
    await picturesMove(alice.page);
    await bob.at('toggle-camera').click();
    await bob.page.waitForFunction(
      () => !window.probe.tracks.some((track) => track.kind === 'video' && track.readyState === 'live'),
    );
    await bob.at('toggle-microphone').click();
    await bob.page.waitForFunction(
      () =>
        !window.probe.tracks.some(
          (track) => track.kind === 'audio' && track.enabled && track.readyState === 'live',
        ),
    );
    await bob.at('toggle-microphone').click();
    await bob.at('toggle-camera').click();
    await picturesMove(alice.page);
    await soundFlows(alice.page);
    await alice.at('hang-up').click();
    for (const { page } of [alice, bob]) await devicesReleased(page);
    await dismiss();
  });

  test('[LEASE-2] closing the page during a call ends the call for the other side', async () => {
    await callAndAnswer(alice, bob);
    await picturesMove(bob.page);
    await alice.page.goto('about:blank');
    await bob.at('ended-card').waitFor();
    await devicesReleased(bob.page);
  });
});
