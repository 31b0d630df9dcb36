import type { MenuItemConstructorOptions } from 'electron';
import type { Activity, ShellStatus } from '../../../core/ports.ts';

/** What the tray's menu does. */
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

/** The words beside the tray's icon: `Parley: available, 2 missed calls`. */
export function trayTitle({ activity, missedCalls, unreadMessages }: ShellStatus): string {
  const counts = [counted(missedCalls, 'missed call'), counted(unreadMessages, 'unread message')];
  return `Parley: ${[TITLES[activity], ...counts.filter((words) => words !== '')].join(', ')}`;
}

function counted(count: number, noun: string): string {
  if (count === 0) return '';
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The tray's menu (SPEC NOTE-5): always the same entries, each enabled while it does something. */
export function trayMenu({ can }: ShellStatus, actions: TrayActions): MenuItemConstructorOptions[] {
  const act = (act: () => void, enabled: boolean) => ({ click: () => act(), enabled });
  return [
    { label: 'Answer', ...act(actions.answer, can.answer) },
    { label: 'Decline', ...act(actions.decline, can.answer) },
    { type: 'separator' },
    { label: 'Mute', ...act(actions.mute, can.mute) },
    { label: 'Leave', ...act(actions.leave, can.leave) },
    { type: 'separator' },
    { label: 'Open Parley', ...act(actions.open, true) },
    { label: 'Quit', ...act(actions.quit, true) },
  ];
}
