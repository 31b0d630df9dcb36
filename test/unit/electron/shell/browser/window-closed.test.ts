import { expect, test } from 'vitest';
import { AppWindow } from '../../../../../electron/shell/browser/app-window.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';
import { settled } from '../../../../support/core/fake-clock.ts';
import { BOB } from '../../../../support/core/fake-signaling.ts';

test('[LEASE-2] [LEASE-5] a window that is closed during a call ends the call, tells the server and quits', async () => {
  const world = new ClientWorld();
  let exited = () => {};
  let closed = 0;
  const window = new AppWindow({
    clock: world.clock,
    launch: () => ({
      onExit: (listener) => {
        exited = listener;
      },
      kill: () => {},
    }),
    closed: () => {
      closed += 1;
    },
    failed: () => {},
  });
  window.open();
  const page = await world.signedInPage();
  window.pagesChanged(1);
  await page.send('call', { to: BOB.address, media: { microphone: true, camera: true } });
  await settled();
  page.close();
  window.pagesChanged(0);
  exited();
  await settled();
  const said = world.signaling.requests.map(({ name }) => name);
  expect(said.filter((name) => name === 'invitation.cancel' || name === 'session.hang-up')).toHaveLength(1);
  expect(world.client.state.sessions[0]).toMatchObject({
    ...{ state: 'terminated', error: { code: 'PAGE_ABSENT' } },
    local: { microphone: 'off', camera: 'off' },
  });
  await world.clock.advance(0);
  expect(closed).toBe(1);
});
