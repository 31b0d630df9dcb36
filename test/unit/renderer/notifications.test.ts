import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import { InvitationNotifications, type ShownNotification } from '../../../renderer/notifications.ts';
import { sessionView } from '../../support/renderer/session-view.ts';

class FakeNotification implements ShownNotification {
  onclick: ((event: Event) => void) | null = null;
  onclose: ((event: Event) => void) | null = null;
  isOpen = true;
  readonly title: string;
  readonly options: NotificationOptions;
  constructor(title: string, options: NotificationOptions) {
    this.title = title;
    this.options = options;
  }
  close(): void {
    this.isOpen = false;
    this.onclose?.(new Event('close'));
  }
}

describe('notifications', () => {
  let shown: FakeNotification[];
  let allowed: boolean;
  let notifications: InvitationNotifications;
  const focusWindow = vi.fn();
  const bob: SessionView = sessionView({ state: 'incoming', direction: 'incoming' });
  const carol = sessionView({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    state: 'incoming',
    direction: 'incoming',
  });

  beforeEach(() => {
    shown = [];
    allowed = true;
    focusWindow.mockReset();
    notifications = new InvitationNotifications({
      isAllowed: () => allowed,
      show(title, options) {
        const notification = new FakeNotification(title, options);
        shown.push(notification);
        return notification;
      },
      focusWindow,
    });
  });

  test('[NOTE-1] each invitation is shown once while it rings', () => {
    notifications.update([bob]);
    notifications.update([bob, carol]);
    expect(shown.map(({ options }) => options.tag)).toEqual(['invitation-0001', 'invitation-0002']);
    expect(shown[0]?.title).toContain('Bob');
    expect(shown[0]?.options).toMatchObject({ requireInteraction: true, silent: true });
  });

  test('[NOTE-2] it goes away when its invitation no longer rings, and the others stay', () => {
    notifications.update([bob, carol]);
    notifications.update([carol]);
    expect(shown.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    notifications.update([]);
    expect(shown.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  test('[NOTE-2] one that the user closed is neither an answer nor shown again', () => {
    notifications.update([bob]);
    shown[0]?.close();
    notifications.update([bob]);
    expect(shown).toHaveLength(1);
    expect(focusWindow).not.toHaveBeenCalled();
  });

  test('[NOTE-2] a click leads to the window', () => {
    notifications.update([bob]);
    shown[0]?.onclick?.(new Event('click'));
    expect(focusWindow).toHaveBeenCalledOnce();
  });

  test('[NOTE-1] without permission nothing is shown, and as soon as there is it is', () => {
    allowed = false;
    notifications.update([bob]);
    expect(shown).toEqual([]);
    allowed = true;
    notifications.update([bob]);
    expect(shown).toHaveLength(1);
  });
});
