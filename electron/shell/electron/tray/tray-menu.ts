import type { MenuItemConstructorOptions } from 'electron';
import type { Activity, ShellStatus } from '../../../core/ports.ts';

/** Actions of the tray's menu entries. */
export interface TrayActions {
  answer(): void;
  decline(): void;
  mute(): void;
  leave(): void;
  open(): void;
  quit(): void;
}

const TITLES: Readonly<Record<Activity, string>> = {
  'signed-out': 'signed out',
  available: 'available',
  'do-not-disturb': 'do not disturb',
  ringing: 'incoming call',
  'in-call': 'in a call',
  muted: 'in a call, muted',
  sharing: 'sharing your screen',
};

/** The tray icon's tooltip, such as `Parley: available, 2 missed calls`. */
export function trayTitle({ activity, missedCalls, unreadMessages }: ShellStatus): string {
  const counts = [counted(missedCalls, 'missed call'), counted(unreadMessages, 'unread message')];
  return `Parley: ${[TITLES[activity], ...counts.filter((words) => words !== '')].join(', ')}`;
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The tray's menu (SPEC NOTE-5). It always has the same entries; each is enabled only while its action is possible. */
export function trayMenu({ can }: ShellStatus, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Answer', click: () => actions.answer(), enabled: can.answer },
    { label: 'Decline', click: () => actions.decline(), enabled: can.answer },
    { type: 'separator' },
    { label: 'Mute', click: () => actions.mute(), enabled: can.mute },
    { label: 'Leave', click: () => actions.leave(), enabled: can.leave },
    { type: 'separator' },
    { label: 'Open Parley', click: () => actions.open(), enabled: true },
    { label: 'Quit', click: () => actions.quit(), enabled: true },
  ];
}
