import { beforeEach, describe, expect, test } from 'vitest';
import type { NotificationMessage } from '../../../../renderer/notifications/notification-messages.ts';
import type { NotificationContent } from '../../../../renderer/notifications/notifications.ts';
import {
  openSurface,
  type PlainNotification,
  PlainSurface,
  type WorkerContainer,
  WorkerSurface,
} from '../../../../renderer/notifications/notifications-surfaces.ts';
import { FakeRegistration } from '../../../support/renderer/fakes/fake-notifications.ts';

const CALL: NotificationContent = {
  tag: 'invitation-0001',
  title: 'Bob is calling',
  body: 'Video call',
  lasting: true,
  actions: [{ action: 'accept', title: 'Accept' }],
};
const QUIET: NotificationContent = { tag: 'unseen', title: '1', body: '', lasting: false, actions: [] };

describe("a service worker's notifications", () => {
  let registration: FakeRegistration;
  let surface: WorkerSurface;

  beforeEach(() => {
    registration = new FakeRegistration();
    surface = new WorkerSurface(registration, 'this page');
  });

  test('[NOTE-1] they are silent, stay until answered, and have their actions', async () => {
    await surface.show(CALL);
    await surface.show(QUIET);
    expect(registration.open.map(({ options }) => options)).toMatchObject([
      {
        tag: 'invitation-0001',
        body: 'Video call',
        requireInteraction: true,
        silent: true,
        renotify: false,
        actions: CALL.actions,
      },
      { tag: 'unseen', requireInteraction: false, silent: true, renotify: false, actions: [] },
    ]);
  });

  test('[NOTE-2] withdrawing keeps a notification that another page has shown since', async () => {
    await surface.show(CALL);
    const newer = new WorkerSurface(registration, 'newer page');
    await newer.show({ ...CALL, title: 'Bob is still calling' });
    await surface.withdraw(CALL.tag);
    expect(registration.titles).toEqual(['Bob is still calling']);
    await newer.withdraw(CALL.tag);
    expect(registration.titles).toEqual([]);
  });

  test('[NOTE-2] notifications of an earlier page are removed, whatever their data', async () => {
    await new WorkerSurface(registration, 'earlier page').show(CALL);
    await registration.showNotification('strange', {
      tag: 'strange',
      data: null,
      actions: [],
      renotify: false,
    });
    await surface.show(QUIET);
    await surface.withdrawLeftovers();
    expect(registration.titles).toEqual(['1']);
  });
});

class FakePlain implements PlainNotification {
  onclick: ((event: Event) => void) | null = null;
  onclose: ((event: Event) => void) | null = null;
  isOpen = true;
  close(): void {
    this.isOpen = false;
    this.onclose?.(new Event('close'));
  }
}

describe("the page's own notifications", () => {
  let made: FakePlain[];
  let heard: string[];
  let surface: PlainSurface;
  const create = () => {
    const notification = new FakePlain();
    made.push(notification);
    return notification;
  };
  const listener = ({ kind, tag }: NotificationMessage) => void heard.push(`${kind} ${tag}`);

  beforeEach(() => {
    made = [];
    heard = [];
    surface = new PlainSurface(create, listener);
  });

  test('[NOTE-2] actions of the user are reported, actions of Parley are not', async () => {
    await surface.show(CALL);
    await surface.show(QUIET);
    made[0]?.onclick?.(new Event('click'));
    made[0]?.close();
    await surface.withdraw(QUIET.tag);
    expect(heard).toEqual(['clicked invitation-0001', 'closed invitation-0001']);
    expect(made.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  test('[NOTE-4] replacing a notification does not look like a user closing it', async () => {
    await surface.show(QUIET);
    await surface.show({ ...QUIET, title: '2' });
    made[0]?.close();
    expect(heard).toEqual([]);
    surface.close();
    expect(made[1]?.isOpen).toBe(false);
  });
});

describe('the choice of the surface', () => {
  const heard: NotificationMessage[] = [];
  const parts = {
    page: 'this page',
    create: () => new FakePlain(),
    listener: (message: NotificationMessage) => void heard.push(message),
  };
  function container(register: () => Promise<void>): WorkerContainer & { tell(data: unknown): void } {
    let hear: (event: MessageEvent) => void = () => {};
    return {
      ready: Promise.resolve(new FakeRegistration()),
      register,
      startMessages: () => {},
      addEventListener: (_type, listener) => {
        hear = listener;
      },
      tell: (data) => hear(new MessageEvent('message', { data })),
    };
  }

  test('[NOTE-3] the service worker, whose messages are checked', async () => {
    const worker = container(async () => {});
    expect(await openSurface({ ...parts, container: worker })).toBeInstanceOf(WorkerSurface);
    const told = { about: 'notification', kind: 'clicked', tag: 'invitation-0001', action: 'accept' };
    for (const bad of [null, 'accept', { ...told, action: 'delete' }, { ...told, about: 'else' }]) {
      worker.tell(bad);
    }
    worker.tell({ ...told, tag: 'x'.repeat(201) });
    expect(heard).toEqual([]);
    worker.tell(told);
    expect(heard).toEqual([told]);
  });

  test('[NOTE-1] the page itself, if there is no service worker', async () => {
    const refusing = container(() => Promise.reject(new TypeError('scheme')));
    for (const none of [undefined, refusing]) {
      expect(await openSurface({ ...parts, container: none })).toBeInstanceOf(PlainSurface);
    }
  });
});
