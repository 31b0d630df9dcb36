import { expect, test } from 'vitest';
import { AppWindow } from '../../../../../electron/shell/browser/app-window.ts';
import { Calls } from '../../../../support/core/calls.ts';
import { ClientWorld } from '../../../../support/core/client-world.ts';

/** Opens a window with its core and its page. */
async function open() {
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
      void world.client.close();
    },
    failed: () => {},
  });
  window.open();
  const page = await world.signedInPage();
  window.pagesChanged(1);
  const close = async () => {
    page.close();
    window.pagesChanged(0);
    exited();
    await world.clock.pass(0);
  };
  return { calls: new Calls(world, page), world, close, closed: () => closed };
}
const goodbyes = (world: ClientWorld) =>
  world.signaling.heard.filter((name) => name === 'invitation.cancel' || name === 'session.hang-up');
const opensDevices = ({ client }: ClientWorld) => client.mayOpen('microphone') || client.mayOpen('camera');

test('[LEASE-2] [LEASE-5] closing the window during a call ends the call, notifies the server and quits', async () => {
  const { calls, world, close, closed } = await open();
  await calls.dialed();
  expect(opensDevices(world)).toBe(true);
  await close();
  expect(goodbyes(world)).toHaveLength(1);
  expect(calls.sessions).toMatchObject([{ state: 'terminated', error: { code: 'PAGE_ABSENT' } }]);
  expect(opensDevices(world)).toBe(false);
  expect(closed()).toBe(1);
});

test('[LEASE-5] [RES-5] closing the window during a call quits immediately, without waiting for another page', async () => {
  const { calls, world, close, closed } = await open();
  await calls.outgoing();
  await close();
  expect(closed()).toBe(1);
  expect(goodbyes(world)).toEqual(['session.hang-up']);
  expect(calls.sessions).toMatchObject([
    { state: 'terminated', ending: { reason: 'signed-out', by: 'you' } },
  ]);
  expect(opensDevices(world)).toBe(false);
});
