import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Activity, ShellStatus } from '../../../../../electron/core/ports.ts';
import { AppTray } from '../../../../../electron/shell/electron/tray/app-tray.ts';
import { type IconName, iconPng } from '../../../../../electron/shell/electron/tray/tray-icon.ts';
import { trayMenu, trayTitle } from '../../../../../electron/shell/electron/tray/tray-menu.ts';
import { FakeElectron, FakeWindow } from '../../../../support/electron/fake-electron.ts';

const QUIET: ShellStatus = {
  activity: 'available',
  missedCalls: 0,
  unreadMessages: 0,
  busy: false,
  ringing: [],
  can: { answer: false, mute: false, leave: false },
};
const RINGING: ShellStatus = { ...QUIET, activity: 'ringing', can: { ...QUIET.can, answer: true } };
const NAMES: readonly IconName[] = [
  ...(['signed-out', 'available', 'do-not-disturb', 'ringing', 'in-call', 'muted', 'sharing'] as const),
  'waiting',
];

/** Which pixels are drawn, whatever their colour. */
function shape(name: IconName, size: number): string {
  const png = iconPng(name, size);
  const rows = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const drawn = (x: number, y: number) => (rows[y * (1 + size * 4) + 1 + x * 4 + 3] ?? 0) > 127;
  return Array.from({ length: size * size }, (_, at) =>
    drawn(at % size, Math.floor(at / size)) ? '#' : '.',
  ).join('');
}

function makeTray({ platform = 'linux' as NodeJS.Platform, withTray = true } = {}) {
  const electron = new FakeElectron();
  const done: string[] = [];
  const act = (name: string) => () => {
    done.push(name);
  };
  const actions = {
    answer: act('answer'),
    decline: act('decline'),
    mute: act('mute'),
    leave: act('leave'),
    open: act('open'),
    quit: act('quit'),
  };
  const log = { info: () => {}, warn: () => {} };
  const tray = new AppTray({ parts: electron.parts(withTray), platform, actions, log }, QUIET);
  return { electron, tray, done };
}

describe('the tray’s icon', () => {
  test('[NOTE-5] is a PNG with a distinct shape for each state, even in one colour and at 16 pixels', () => {
    for (const size of [16, 32]) {
      const shapes = NAMES.map((name) => shape(name, size));
      expect(new Set(shapes).size).toBe(NAMES.length);
      for (const drawn of shapes) expect([drawn.includes('#'), drawn.startsWith('.')]).toEqual([true, true]);
    }
    expect(iconPng('muted', 32).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(iconPng('muted', 32).readUInt32BE(16)).toBe(32);
  });

  test('[NOTE-5] follows the state', () => {
    const { electron, tray } = makeTray();
    const available = electron.icon;
    tray.show(RINGING, null);
    expect(electron.icon).not.toBe(available);
    tray.show(QUIET, null);
    expect(electron.icon).toBe(available);
  });

  test('[NOTE-5] is a template image on macOS, with pixels for both densities', () => {
    expect(makeTray({ platform: 'darwin' }).electron.icon).toMatchObject({
      template: true,
      representations: [{ scaleFactor: 1 }, { scaleFactor: 2 }],
    });
    expect(makeTray({ platform: 'linux' }).electron.icon).toMatchObject({ template: false });
  });
});

describe('the tray’s tooltip and menu', () => {
  test.each<[Activity, number, number, string]>([
    ['available', 0, 0, 'Parley: available'],
    ['signed-out', 1, 0, 'Parley: signed out, 1 missed call'],
    ['muted', 2, 1, 'Parley: in a call, muted, 2 missed calls, 1 unread message'],
    ['do-not-disturb', 0, 12, 'Parley: do not disturb, 12 unread messages'],
  ])('[NOTE-5] %s with %i and %i', (activity, missedCalls, unreadMessages, title) => {
    expect(trayTitle({ ...QUIET, activity, missedCalls, unreadMessages })).toBe(title);
  });

  test('[NOTE-5] has Answer, Decline, Mute, Leave, Open and Quit, each enabled while its action is possible', () => {
    const actions = { answer() {}, decline() {}, mute() {}, leave() {}, open() {}, quit() {} };
    const enabled = (can: Partial<ShellStatus['can']>) =>
      trayMenu({ ...QUIET, can: { ...QUIET.can, ...can } }, actions).flatMap((entry) =>
        entry.enabled ? [entry.label] : [],
      );
    expect(enabled({})).toEqual(['Open Parley', 'Quit']);
    expect(enabled({ answer: true })).toEqual(['Answer', 'Decline', 'Open Parley', 'Quit']);
    expect(enabled({ mute: true, leave: true })).toEqual(['Mute', 'Leave', 'Open Parley', 'Quit']);
  });

  test('[NOTE-5] its entries run their actions', () => {
    const { electron, tray, done } = makeTray();
    tray.show({ ...RINGING, can: { answer: true, mute: true, leave: true } }, null);
    for (const label of ['Answer', 'Decline', 'Mute', 'Leave', 'Open Parley', 'Quit']) electron.click(label);
    expect(done).toEqual(['answer', 'decline', 'mute', 'leave', 'open', 'quit']);
  });

  test.each<[NodeJS.Platform, string[]]>([
    ['win32', ['open']],
    ['linux', ['open']],
    ['darwin', []],
  ])(
    '[NOTE-5] on %s a click on the icon runs %j; on macOS it opens the menu already',
    (platform, expected) => {
      const { electron, done } = makeTray({ platform });
      electron.tray.emit('click', {});
      expect(done).toEqual(expected);
    },
  );

  test('the menu is not set again if none of its entries changes', () => {
    const { electron, tray } = makeTray();
    tray.show({ ...QUIET, missedCalls: 1 }, null);
    expect([electron.menus, electron.toolTip]).toEqual([1, 'Parley: available, 1 missed call']);
  });
});

describe('the badge', () => {
  test('[NOTE-4] counts missed calls and unread messages, and disappears when they are seen', () => {
    const { electron, tray } = makeTray();
    tray.show({ ...QUIET, missedCalls: 2, unreadMessages: 3 }, null);
    expect(electron.badge).toBe(5);
    tray.show(QUIET, null);
    expect(electron.badge).toBe(0);
  });

  test('[NOTE-4] on Windows the taskbar icon of the window has a mark', () => {
    const window = new FakeWindow();
    const { tray } = makeTray({ platform: 'win32' });
    tray.show({ ...QUIET, missedCalls: 1 }, window as never);
    expect(window.overlay).toBe('Parley: available, 1 missed call');
    tray.show(QUIET, window as never);
    expect(window.overlay).toBe('');
  });

  test('[NOTE-4] without a tray there is still a badge', () => {
    const { electron, tray } = makeTray({ withTray: false });
    tray.show({ ...QUIET, missedCalls: 1 }, null);
    expect([tray.exists, electron.badge]).toEqual([false, 1]);
    tray.close();
    tray.close();
  });
});
