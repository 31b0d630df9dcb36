import { expect, test } from 'vitest';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { BOB } from '../../../../support/core/fakes/fake-signaling.ts';
import { settled } from '../../../../support/fake-clock.ts';

const devices = { microphone: 'headset', camera: '', speaker: '', ringer: '' };

test('[SES-1] if the newly chosen device does not open, an alert names it and the call continues', async () => {
  const world = new ClientWorld();
  const page = await world.signedInPage();
  await page.send('call', { to: BOB.address, media: { microphone: true, camera: false } });
  await settled();
  page.when('use-devices', async () => {
    throw new ParleyError('MEDIA_DEVICE_BUSY', 'taken', { context: { source: 'microphone' } });
  });
  await page.send('change-settings', { devices });
  await settled();
  expect(world.client.state.alerts.map(({ error }) => error)).toMatchObject([
    { code: 'MEDIA_DEVICE_BUSY', context: { source: 'microphone' } },
  ]);
  expect(world.client.state.sessions.at(-1)?.state).toBe('establishing');
});

test('[LEASE-4] after a change of devices the page may open only the kinds that a call uses', async () => {
  const world = new ClientWorld();
  const page = await world.signedInPage();
  const allowed: boolean[][] = [];
  const may = () => [world.client.mayOpen('microphone'), world.client.mayOpen('camera')];
  page.when('use-devices', async () => {
    allowed.push(may());
    return {};
  });
  await page.send('change-settings', { devices });
  await page.send('call', { to: BOB.address, media: { microphone: true, camera: false } });
  await settled();
  await page.send('change-settings', { devices: { ...devices, camera: 'desk' } });
  await settled();
  expect(allowed).toEqual([
    [false, false],
    [true, false],
  ]);
});
