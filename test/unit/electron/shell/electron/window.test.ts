import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FirstShow } from '../../../../../electron/shell/electron/first-show.ts';
import { type WindowLook, windowOptions } from '../../../../../electron/shell/electron/window-guard.ts';
import { FakeWindow } from '../../../../support/electron/fake-electron.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const LOOK: WindowLook = { preload: '/preload.cjs', theme: 'system', systemIsDark: false, packaged: true };

test('[DESK-5] the window has developer tools only when Parley runs from sources', () => {
  const tools = (packaged: boolean) => windowOptions({ ...LOOK, packaged }).webPreferences?.devTools;
  expect([tools(false), tools(true)]).toEqual([true, false]);
});

test('[DESK-3] the window starts with the page’s colour, in the theme that the page will use', () => {
  const tokens = readFileSync(
    new URL('../../../../../renderer/views/ui/tokens.css', import.meta.url),
    'utf8',
  );
  const [, light, dark] = /--page: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? [];
  const colour = (theme: WindowLook['theme'], systemIsDark: boolean) => {
    const { show, backgroundColor } = windowOptions({ ...LOOK, theme, systemIsDark });
    expect(show).toBe(false);
    return backgroundColor;
  };
  expect([colour('system', false), colour('light', true), colour('light', false)]).toEqual(
    Array(3).fill(light),
  );
  expect([colour('system', true), colour('dark', false), colour('dark', true)]).toEqual(Array(3).fill(dark));
});

test('[DESK-9] the window has the given icon, if any', () => {
  expect(windowOptions({ ...LOOK, icon: '/icons/256.png' }).icon).toBe('/icons/256.png');
  expect(windowOptions(LOOK)).not.toHaveProperty('icon');
});

describe('the first time the window is shown', () => {
  const make = () => {
    const window = new FakeWindow();
    const clock = new FakeClock();
    return { window, clock, first: new FirstShow(window as never, clock) };
  };

  test.each<[string, (made: ReturnType<typeof make>) => unknown]>([
    ['has painted', ({ window }) => window.paint()],
    ['does not load', ({ window }) => window.webContents.navigate('parley-app://parley/', { failure: -6 })],
    ['crashes', ({ window }) => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })],
    ['takes too long', ({ clock }) => clock.pass(10_000)],
  ])('[DESK-3] it waits until its page %s, and no longer', async (_what, happen) => {
    const made = make();
    made.first.show();
    expect(made.window.visible).toBe(false);
    await happen(made);
    expect(made.window.visible).toBe(true);
  });

  test('[DESK-3] a page that has painted in a hidden window is shown immediately', () => {
    const { window, first } = make();
    window.paint();
    expect(window.visible).toBe(false);
    first.show();
    expect(window.visible).toBe(true);
  });

  test('[DESK-3] a frame that fails to load does not show the window, and a closed window leaves no timer', () => {
    const { window, clock, first } = make();
    first.show();
    window.webContents.emit('did-fail-load', {}, -6, '', 'parley-app://parley/frame', false, 1, 2);
    expect(window.visible).toBe(false);
    window.emit('closed');
    expect(clock.pending).toBe(0);
  });
});
