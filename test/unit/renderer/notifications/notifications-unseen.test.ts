import { beforeEach, describe, expect, test, vi } from 'vitest';
import { UnseenNotification } from '../../../../renderer/notifications/notifications-unseen.ts';
import { FakeNotifications } from '../../../support/renderer/fakes/fake-notifications.ts';

describe('the notification of missed calls and unread messages', () => {
  let port: FakeNotifications;
  let notification: UnseenNotification;
  const showWindow = vi.fn();

  beforeEach(() => {
    showWindow.mockReset();
    port = new FakeNotifications();
    notification = new UnseenNotification(port, showWindow);
  });

  function away(missedCalls: number, unreadMessages: number, mayPopUp = true): void {
    notification.update({ unseen: { missedCalls, unreadMessages }, isFocused: false, mayPopUp });
  }
  function back(missedCalls: number, unreadMessages: number): void {
    notification.update({ unseen: { missedCalls, unreadMessages }, isFocused: true, mayPopUp: true });
  }
  function did(kind: 'clicked' | 'closed', tag = 'unseen'): void {
    notification.handle({ about: 'notification', kind, tag, action: '' });
  }

  test('[NOTE-4] there is one for all, quiet, updated in place', () => {
    away(1, 0);
    away(1, 1);
    away(2, 3);
    expect(port.shown.map(({ title }) => title)).toEqual([
      '1 missed call',
      '1 missed call, 1 unread message',
      '2 missed calls, 3 unread messages',
    ]);
    expect(new Set(port.shown.map(({ tag }) => tag)).size).toBe(1);
    expect(port.shown.every(({ lasting, actions }) => !lasting && actions.length === 0)).toBe(true);
    expect(port.titles).toHaveLength(1);
  });

  test('[NOTE-4] none is shown while the user is at the window, nor later for what they saw there', () => {
    back(0, 2);
    away(0, 2);
    expect(port.shown).toEqual([]);
    away(1, 2);
    expect(port.titles).toEqual(['1 missed call, 2 unread messages']);
  });

  test('[NOTE-4] it is withdrawn when the user returns or has seen everything elsewhere', () => {
    away(1, 0);
    back(1, 0);
    expect(port.titles).toEqual([]);
    away(2, 0);
    away(0, 0);
    expect(port.titles).toEqual([]);
  });

  test('[NOTE-4] it counts down when a part was seen, and announces nothing twice', () => {
    away(1, 2);
    away(1, 1);
    away(1, 1);
    expect(port.shown.map(({ title }) => title)).toEqual([
      '1 missed call, 2 unread messages',
      '1 missed call, 1 unread message',
    ]);
  });

  test('[NOTE-4] a closed notification is shown again only for something new', () => {
    away(1, 2);
    port.withdraw('unseen');
    did('closed');
    away(1, 1);
    expect(port.titles).toEqual([]);
    away(1, 2);
    expect(port.titles).toEqual(['1 missed call, 2 unread messages']);
    expect(showWindow).not.toHaveBeenCalled();
  });

  test('[NOTE-4] a click shows the window; a click on another notification does not', () => {
    away(1, 0);
    did('clicked', 'invitation-0001');
    expect(showWindow).not.toHaveBeenCalled();
    did('clicked');
    expect(showWindow).toHaveBeenCalledOnce();
  });

  test('[NOTE-6] do not disturb delays it, and new items are counted afterwards', () => {
    away(1, 0);
    away(1, 0, false);
    expect(port.titles).toEqual([]);
    away(1, 4, false);
    away(1, 4);
    expect(port.titles).toEqual(['1 missed call, 4 unread messages']);
  });

  test('[NOTE-4] without permission it waits for the permission', () => {
    port.allowed = false;
    away(1, 0);
    expect(port.shown).toEqual([]);
    port.allowed = true;
    away(1, 0);
    expect(port.titles).toEqual(['1 missed call']);
  });
});
