import { type Browser, chromium } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { CHROMIUM_SWITCHES, chromiumPath } from '../../support/program/chromium.ts';
import { picturesMove } from '../../support/program/media-flow.ts';
import { createConference, prepareJoin } from '../../support/program/meeting.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { type Person, signIn, startPerson } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

/** A browser without fake devices; this machine has no real ones. `--deny-permission-prompts` denies permissions. */
function launchWithout(what: 'devices' | 'permission'): Promise<Browser> {
  const fake = what === 'devices' ? /fake-device/ : /fake-ui/;
  const more = what === 'permission' ? ['--deny-permission-prompts'] : [];
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [...CHROMIUM_SWITCHES.filter((name) => !fake.test(name)), ...more],
    chromiumSandbox: false,
  });
}

describe('without camera or microphone', () => {
  let world: OpenWorld;
  let poor: Person;
  let browser: Browser;
  afterEach(async () => {
    await poor.quit();
    await browser.close();
    await world.close();
  });

  test.each([
    ['permission', 'MEDIA_PERMISSION_DENIED'],
    ['devices', 'MEDIA_DEVICE_MISSING'],
  ] as const)(
    '[CONF-1] without %s joining works, shows %s, and the others are visible',
    async (lacking, code) => {
      world = await openWorld();
      browser = await launchWithout(lacking);
      const alice = await world.signIn('Alice');
      poor = await signIn({ browser, port: world.port }, 'Paula');
      await prepareJoin(poor, await createConference(alice));
      await poor.page.locator(`[data-testid=missing-camera][data-code=${code}]`).waitFor();
      await poor.at('join-preview-submit').click();
      await poor.at('conference-view').waitFor();
      await picturesMove(poor.page);
      expect((await captureTracks(poor.page)).live).toBe(0);
    },
  );

  test('[INV-7] a call can be answered without devices, and the caller is visible', async () => {
    world = await openWorld();
    browser = await launchWithout('devices');
    const alice = await world.signIn('Alice');
    poor = await startPerson({ browser, port: world.port }, 'Paula');
    await poor.at('sign-in-name').fill('Paula');
    await poor.at('sign-in-submit').click();
    await alice.page
      .locator('[data-testid=person-row]', { hasText: 'Paula' })
      .getByTestId('call-video')
      .click();
    await poor.at('accept-video').click();
    await poor.at('call-view').waitFor();
    await picturesMove(poor.page);
  });
});
