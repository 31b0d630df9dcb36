import type {
  NotificationContent,
  NotificationPort,
} from '../../../../renderer/notifications/notifications.ts';
import type {
  NotifyingRegistration,
  WorkerNotification,
  WorkerNotificationOptions,
} from '../../../../renderer/notifications/notifications-surfaces.ts';

/** Records notifications: those on screen now, and all that were shown. */
export class FakeNotifications implements NotificationPort {
  allowed = true;
  readonly shown: NotificationContent[] = [];
  readonly #open = new Map<string, NotificationContent>();

  /** Titles of the notifications on screen. */
  get titles(): string[] {
    return [...this.#open.values()].map(({ title }) => title);
  }

  isAllowed(): boolean {
    return this.allowed;
  }

  show(content: NotificationContent): void {
    this.shown.push(content);
    this.#open.set(content.tag, content);
  }

  withdraw(tag: string): void {
    this.#open.delete(tag);
  }
}

interface FakeKept extends WorkerNotification {
  readonly title: string;
  readonly options: WorkerNotificationOptions;
}

/** A service worker's registration. A notification replaces one with the same tag. */
export class FakeRegistration implements NotifyingRegistration {
  open: FakeKept[] = [];

  get titles(): string[] {
    return this.open.map(({ title }) => title);
  }

  async showNotification(title: string, options: WorkerNotificationOptions): Promise<void> {
    const others = this.open.filter((one) => one.options.tag !== options.tag);
    const shown: FakeKept = {
      title,
      options,
      data: options.data,
      close: () => {
        this.open = this.open.filter((one) => one !== shown);
      },
    };
    this.open = [...others, shown];
  }

  async getNotifications(filter?: { tag: string }): Promise<readonly WorkerNotification[]> {
    return this.open.filter(({ options }) => filter === undefined || options.tag === filter.tag);
  }
}
