import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesReleased, mediaFlows } from '../../support/program/media-flow.ts';
import { createConference, prepareJoin } from '../../support/program/meeting.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { callAndAnswer, type Person } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';
import { until } from '../../support/until.ts';

/** Suspends a main process: it does not reply until it continues. */
async function whileStopped(person: Person, act: () => Promise<void>): Promise<void> {
  person.main.kill('SIGSTOP');
  try {
    await act();
  } finally {
    person.main.kill('SIGCONT');
  }
}

/** Whether each live track of the page is enabled, by kind. */
function enabledTracks(person: Person): Promise<Record<string, boolean>> {
  return person.page.evaluate(() => {
    const live = window.probe.tracks.filter(({ readyState }) => readyState === 'live');
    return Object.fromEntries(live.map(({ kind, enabled }) => [kind, enabled]));
  });
}

async function untilEnabled(person: Person, wanted: Record<string, boolean>): Promise<void> {
  await until(
    async () => JSON.stringify(await enabledTracks(person)),
    (tracks) => tracks === JSON.stringify(wanted),
    { what: JSON.stringify(wanted) },
  );
}

/** Clicks, and resolves in the next frame of the page. */
async function clickAndFrame(person: Person, testId: string): Promise<void> {
  await person.page.evaluate((id) => {
    document.querySelector<HTMLElement>(`[data-testid=${id}]`)?.click();
    return new Promise(requestAnimationFrame);
  }, testId);
}

const isOn = (person: Person, testId: string) => person.at(testId).getAttribute('aria-pressed');

describe('[LEASE-2] while main does not answer', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    // Alice's main runs the server, so Bob's main may stop.
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
  });
  afterAll(() => world.close());

  /** Bob mutes, turns the camera off and hangs up or leaves; main is suspended for each. */
  async function actsFirst(end: 'hang-up' | 'leave', sees: () => Promise<void>): Promise<void> {
    expect(await enabledTracks(bob)).toEqual({ audio: true, video: true });
    await whileStopped(bob, async () => {
      await clickAndFrame(bob, 'toggle-microphone');
      expect(await enabledTracks(bob)).toEqual({ audio: false, video: true });
      await clickAndFrame(bob, 'toggle-camera');
      expect(await enabledTracks(bob)).toEqual({ audio: false });
      expect([await isOn(bob, 'toggle-microphone'), await isOn(bob, 'toggle-camera')]).toEqual([
        'false',
        'false',
      ]);
    });
    await sees();
    await bob.at('toggle-microphone').click();
    await untilEnabled(bob, { audio: true });
    await whileStopped(bob, async () => {
      await clickAndFrame(bob, end);
      expect(await captureTracks(bob.page)).toMatchObject({ live: 0 });
    });
    await bob.at('dismiss-ended').first().click();
    await devicesReleased(bob.page);
  }

  test('in a call mute, camera off and hang-up act in the page', async () => {
    await callAndAnswer(alice, bob);
    await mediaFlows(alice, bob);
    await actsFirst('hang-up', async () => {
      await alice.page.locator('.stage-header .mark').waitFor();
      await alice.page.locator('.far-side .no-picture').waitFor();
    });
    await alice.at('dismiss-ended').first().click();
  });

  test('in a preview and a conference mute, camera off and leave act in the page', async () => {
    await prepareJoin(bob, await createConference(alice));
    await untilEnabled(bob, { audio: true, video: true });
    await whileStopped(bob, async () => {
      await bob.at('choose-camera').click();
      await untilEnabled(bob, { audio: true });
    });
    await bob.at('choose-camera').click();
    await untilEnabled(bob, { audio: true, video: true });
    await bob.at('join-preview-submit').click();
    await mediaFlows(alice, bob);
    const tile = alice.at('tile').nth(1);
    await actsFirst('leave', async () => {
      await tile.locator('.tile-name .visually-hidden').waitFor({ state: 'attached' });
      await tile.locator('.no-picture').waitFor();
    });
    await tile.waitFor({ state: 'detached' });
  });
});
