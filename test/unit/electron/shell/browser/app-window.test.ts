import { describe, expect, test } from 'vitest';
import { AppWindow } from '../../../../../electron/shell/browser/app-window.ts';
import {
  chromiumArguments,
  findChromium,
  hasDisplay,
} from '../../../../../electron/shell/browser/chromium.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

function world(windowPossible = true) {
  const clock = new FakeClock();
  const seen = { launched: 0, killed: 0, closed: 0, failed: 0 };
  const exits: ((failure?: Error) => void)[] = [];
  const launch = () => {
    seen.launched += 1;
    return {
      onExit: (listener: (failure?: Error) => void) => exits.push(listener),
      kill: () => {
        seen.killed += 1;
      },
    };
  };
  const window = new AppWindow({
    clock,
    launch: windowPossible ? launch : undefined,
    closed: () => {
      seen.closed += 1;
    },
    failed: () => {
      seen.failed += 1;
    },
  });
  return { clock, seen, window, exit: (failure?: Error) => exits.at(-1)?.(failure) };
}

describe('the window in app mode', () => {
  test('[LEASE-5] closing the window quits Parley', async () => {
    const { clock, seen, window, exit } = world();
    window.open();
    window.pagesChanged(1);
    window.pagesChanged(0);
    exit();
    await clock.pass(0);
    expect(seen.closed).toBe(1);
  });

  test('[RES-5] a reload does not quit', async () => {
    const { clock, seen, window } = world();
    window.open();
    window.pagesChanged(1);
    window.pagesChanged(0);
    await clock.pass(10_000);
    expect(seen.closed).toBe(0);
  });

  test('[LEASE-5] a Chromium that is still running may open the window', async () => {
    const { clock, seen, window, exit } = world();
    window.open();
    exit();
    await clock.pass(1_000);
    window.pagesChanged(1);
    await clock.pass(10_000);
    expect(seen.closed).toBe(0);
    window.pagesChanged(0);
    await clock.pass(0);
    expect(seen.closed).toBe(1);
  });

  test('[NOTE-5] opens one window at a time, and reports a failure', () => {
    const { seen, window, exit } = world();
    window.open();
    window.open();
    expect(seen.launched).toBe(1);
    exit(new Error('ENOENT'));
    expect(seen).toMatchObject({ failed: 1, closed: 0 });
  });

  test('[NOTE-5] if no window can be opened, pages may connect and disconnect without quitting', async () => {
    const { clock, seen, window } = world(false);
    window.open();
    window.pagesChanged(1);
    window.pagesChanged(0);
    await clock.pass(10_000);
    expect(seen).toEqual({ launched: 0, killed: 0, closed: 0, failed: 0 });
  });
});

describe('Chromium', () => {
  const linux = { env: { PATH: '/bin:/usr/bin' }, platform: 'linux', isRoot: false } as const;

  test('[SEC-4] PARLEY_CHROMIUM takes precedence over PATH', () => {
    expect(findChromium({ ...linux, env: { PARLEY_CHROMIUM: '/x' } })).toBe('/x');
    expect(findChromium(linux, (file) => file === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome');
    expect(findChromium(linux, () => false)).toBeUndefined();
  });

  test('[SEC-4] the sandbox is off for root only', () => {
    expect(chromiumArguments('http://x', '/data', linux)).not.toContain('--no-sandbox');
    expect(chromiumArguments('http://x', '/data', { ...linux, isRoot: true })).toContain('--no-sandbox');
  });

  test('[NOTE-5] without a display no window is opened', () => {
    expect(hasDisplay(linux)).toBe(false);
    expect(hasDisplay({ ...linux, env: { DISPLAY: ':0' } })).toBe(true);
    expect(hasDisplay({ ...linux, platform: 'darwin' })).toBe(true);
  });
});
