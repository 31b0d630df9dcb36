import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { followApp } from '../../../../../electron/shell/electron/app-events.ts';
import { FakeClock, settled } from '../../../../support/fake-clock.ts';

let app: EventEmitter & { whenReady(): Promise<void> };
let ready: () => void;
let clock: FakeClock;
let did: string[];

function follow(window: boolean): void {
  followApp({
    app: app as never,
    clock,
    window,
    show: () => did.push('show'),
    offer: (link) => did.push(`offer ${link}`),
    quit: () => did.push('quit'),
  });
}

beforeEach(() => {
  const becomesReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  app = Object.assign(new EventEmitter(), { whenReady: () => becomesReady });
  clock = new FakeClock();
  did = [];
});

describe('without a window at the start', () => {
  test.each([
    ['before the app is ready', async () => {}],
    ['as soon as it is ready', async () => ready()],
    [
      'a moment later',
      async () => {
        ready();
        await clock.pass(500);
      },
    ],
  ])('[DESK-1] the activation by the launch opens no window: %s', async (_when, pass) => {
    follow(false);
    await pass();
    await settled();
    app.emit('activate', {}, false);
    expect(did).toEqual([]);
  });

  test('[DESK-1] a click in the dock opens the window', async () => {
    follow(false);
    ready();
    await settled();
    await clock.pass(60_000);
    app.emit('activate', {}, false);
    expect(did).toEqual(['show']);
  });

  test('[DESK-2] [DESK-3] a second start opens the window immediately, and its link is offered', () => {
    follow(false);
    app.emit('second-instance', {}, ['parley', '--no-sandbox', 'parley://join/a'], '/');
    expect(did).toEqual(['show', 'offer parley://join/a']);
  });
});

test('[DESK-1] with a window at the start, every activation brings it to the front', () => {
  follow(true);
  app.emit('activate', {}, true);
  expect(did).toEqual(['show']);
});

test('[DESK-2] a link that the system opens is offered, and the system’s default is prevented', () => {
  follow(true);
  const handled: string[] = [];
  app.emit('open-url', { preventDefault: () => handled.push('open-url') }, 'parley://join/b');
  expect([did, handled]).toEqual([['offer parley://join/b'], ['open-url']]);
});

test('[LEASE-5] quitting ends calls first, and closing the last window does not quit', () => {
  follow(true);
  let prevented = false;
  app.emit('before-quit', {
    preventDefault: () => {
      prevented = true;
    },
  });
  expect([did, prevented]).toEqual([['quit'], true]);
  // Electron quits by itself if this event has no listener (electron.d.ts, `App`, event `window-all-closed`).
  expect(app.listenerCount('window-all-closed')).toBe(1);
});
