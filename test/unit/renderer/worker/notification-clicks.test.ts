import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NotificationMessage } from '../../../../renderer/notifications/notification-messages.ts';
import {
  answerClick,
  answerClose,
  type PageClient,
} from '../../../../renderer/worker/notification-clicks.ts';

describe('the service worker', () => {
  let told: unknown[];
  let focused: string[];
  const close = vi.fn();
  const notification = { tag: 'invitation-0001', close };
  const page = (name: string): PageClient => ({
    postMessage: (message) => void told.push(message),
    focus: async () => void focused.push(name),
  });
  const matchAll = vi.fn();
  const clients = { matchAll };

  beforeEach(() => {
    [told, focused] = [[], []];
    close.mockReset();
    matchAll.mockResolvedValue([page('latest'), page('other')]);
  });

  test.each(['accept', 'decline'])(
    '[NOTE-2] %s is sent to the pages, and no window is focused',
    async (action) => {
      await answerClick({ notification, action }, clients);
      const message = { about: 'notification', kind: 'clicked', tag: 'invitation-0001', action };
      expect(told).toEqual([message, message]);
      expect(NotificationMessage.parse(told[0])).toEqual(message);
      expect(focused).toEqual([]);
      expect(close).toHaveBeenCalledOnce();
      // Parley’s pages are not controlled by a service worker until they are reloaded.
      expect(matchAll).toHaveBeenCalledWith({ type: 'window', includeUncontrolled: true });
    },
  );

  test('[NOTE-2] a click on the notification itself brings the latest window to the front', async () => {
    await answerClick({ notification, action: '' }, clients);
    expect(focused).toEqual(['latest']);
    expect(told).toHaveLength(2);
  });

  test('[NOTE-2] closing is reported as closing', async () => {
    await answerClose({ notification }, clients);
    expect(NotificationMessage.parse(told[0])).toMatchObject({ kind: 'closed', action: '' });
    expect(focused).toEqual([]);
  });

  test('[NOTE-2] without a page the notification is only closed', async () => {
    matchAll.mockResolvedValue([]);
    await answerClick({ notification, action: '' }, clients);
    expect(close).toHaveBeenCalledOnce();
  });
});
