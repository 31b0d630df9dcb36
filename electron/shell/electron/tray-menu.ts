import type { MenuItemConstructorOptions } from 'electron';
import type { Activity } from '../../core/ports.ts';

/** What the tray's menu does. */
export interface TrayActions {
  open(): void;
  mute(): void;
  leave(): void;
  quit(): void;
}

const TITLES: Readonly<Record<Activity, string>> = {
  'signed-out': 'Parley: signed out',
  available: 'Parley: available',
  ringing: 'Parley: incoming call',
  'in-call': 'Parley: in a call',
};

/** The words beside the tray's icon. */
export function trayTitle(activity: Activity): string {
  return TITLES[activity];
}

/** The tray's menu (SPEC NOTE-5, as far as there is something to do). */
export function trayMenu(activity: Activity, actions: TrayActions): MenuItemConstructorOptions[] {
  const inCall: MenuItemConstructorOptions[] = [
    { label: 'Mute', click: actions.mute },
    { label: 'Leave', click: actions.leave },
    { type: 'separator' },
  ];
  return [
    { label: 'Open Parley', click: actions.open },
    { type: 'separator' },
    ...(activity === 'in-call' ? inCall : []),
    { label: 'Quit', click: actions.quit },
  ];
}
