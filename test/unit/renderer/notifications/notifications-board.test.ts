import { beforeEach, describe, expect, test } from 'vitest';
import type { NotificationContent } from '../../../../renderer/notifications/notifications.ts';
import { NotificationBoard } from '../../../../renderer/notifications/notifications-board.ts';
import { WorkerSurface } from '../../../../renderer/notifications/notifications-surfaces.ts';
import { FakeRegistration } from '../../../support/renderer/fakes/fake-notifications.ts';

function content(tag: string, title = tag): NotificationContent {
  return { tag, title, body: '', lasting: true, actions: [] };
}

describe('the order of notifications', () => {
  let registration: FakeRegistration;
  let opened: PromiseWithResolvers<void>;
  let opens: number;
  let board: NotificationBoard;

  beforeEach(() => {
    registration = new FakeRegistration();
    opened = Promise.withResolvers();
    opens = 0;
    board = new NotificationBoard({
      isAllowed: () => true,
      open: async () => {
        opens += 1;
        await opened.promise;
        return new WorkerSurface(registration, 'this page');
      },
    });
  });

  test('[NOTE-1] the surface is opened with the first notification, and only once', async () => {
    opened.resolve();
    board.withdraw('never shown');
    await board.settled();
    expect(opens).toBe(0);
    board.show(content('one'));
    board.show(content('two'));
    await board.settled();
    expect([opens, registration.titles]).toEqual([1, ['one', 'two']]);
  });

  test('[NOTE-2] a notification that is withdrawn before the service worker is ready never appears', async () => {
    board.show(content('one'));
    board.show(content('two'));
    board.withdraw('one');
    opened.resolve();
    await board.settled();
    expect(registration.titles).toEqual(['two']);
  });

  test('[NOTE-2] a notification that is shown, withdrawn and shown again is visible', async () => {
    opened.resolve();
    board.show(content('one', 'before'));
    board.withdraw('one');
    board.show(content('one', 'after'));
    await board.settled();
    expect(registration.titles).toEqual(['after']);
  });

  test('[NOTE-1] after a failure the system is tried again with the next notification', async () => {
    opened.reject(new Error('no service worker'));
    board.show(content('one'));
    await board.settled();
    opened = Promise.withResolvers();
    opened.resolve();
    board.show(content('two'));
    await board.settled();
    expect(registration.titles).toEqual(['two']);
  });

  test('[NOTE-2] a closing page removes its notifications, including those in progress', async () => {
    opened.resolve();
    board.show(content('one'));
    await board.settled();
    board.show(content('two'));
    board.close();
    board.close();
    await board.settled();
    expect(registration.titles).toEqual([]);
  });
});
