import { NotificationMessage } from './notification-messages.ts';
import type { NotificationContent } from './notifications.ts';
import type { NotificationSurface } from './notifications-board.ts';

/** W3C notifications `NotificationOptions`, with the options that only service workers can use. */
export interface WorkerNotificationOptions extends NotificationOptions {
  readonly actions: NotificationContent['actions'];
  readonly renotify: boolean;
}

/** The part of a service worker's `Notification` that is used. */
export interface WorkerNotification {
  readonly data: unknown;
  close(): void;
}

/** The part of `ServiceWorkerRegistration` that is used. */
export interface NotifyingRegistration {
  showNotification(title: string, options: WorkerNotificationOptions): Promise<void>;
  getNotifications(filter?: { tag: string }): Promise<readonly WorkerNotification[]>;
}

/** The part of a page's `Notification` that is used. */
export interface PlainNotification {
  onclick: ((event: Event) => void) | null;
  onclose: ((event: Event) => void) | null;
  close(): void;
}

/** Receives what the user does with a notification. */
export type NotificationListener = (message: NotificationMessage) => void;

function optionsOf({ tag, body, lasting }: NotificationContent): NotificationOptions {
  return { tag, body, requireInteraction: lasting, silent: true };
}

/** Notifications of a service worker. They have actions, and they outlive the page unless they are withdrawn. */
export class WorkerSurface implements NotificationSurface {
  readonly #registration: NotifyingRegistration;
  readonly #page: string;
  readonly #kept = new Map<string, readonly WorkerNotification[]>();

  /** @param page ID of this page, which distinguishes its notifications from those of other pages */
  constructor(registration: NotifyingRegistration, page: string) {
    this.#registration = registration;
    this.#page = page;
  }

  async show(content: NotificationContent): Promise<void> {
    const { tag, title, actions } = content;
    const own = { data: { page: this.#page }, actions, renotify: false };
    await this.#registration.showNotification(title, { ...optionsOf(content), ...own });
    this.#kept.set(tag, await this.#ours({ tag }));
  }

  async withdraw(tag: string): Promise<void> {
    this.#kept.delete(tag);
    for (const notification of await this.#ours({ tag })) notification.close();
  }

  async withdrawLeftovers(): Promise<void> {
    const all = await this.#registration.getNotifications();
    for (const notification of all) if (!this.#isOurs(notification)) notification.close();
  }

  close(): void {
    for (const notification of [...this.#kept.values()].flat()) notification.close();
    this.#kept.clear();
  }

  async #ours(filter: { tag: string }): Promise<WorkerNotification[]> {
    return (await this.#registration.getNotifications(filter)).filter((one) => this.#isOurs(one));
  }

  /** Another page may have shown the same invitation since. */
  #isOurs({ data }: WorkerNotification): boolean {
    return typeof data === 'object' && data !== null && Reflect.get(data, 'page') === this.#page;
  }
}

/** Notifications of the page itself. They have no actions, and they disappear with the page. */
export class PlainSurface implements NotificationSurface {
  readonly #create: (title: string, options: NotificationOptions) => PlainNotification;
  readonly #listener: NotificationListener;
  readonly #shown = new Map<string, PlainNotification>();

  constructor(
    create: (title: string, options: NotificationOptions) => PlainNotification,
    listener: NotificationListener,
  ) {
    this.#create = create;
    this.#listener = listener;
  }

  async show(content: NotificationContent): Promise<void> {
    const { tag, title } = content;
    const tell = (kind: NotificationMessage['kind']) => () =>
      this.#listener({ about: 'notification', kind, tag, action: '' });
    const replaced = this.#shown.get(tag);
    if (replaced) replaced.onclose = null;
    const notification = this.#create(title, optionsOf(content));
    notification.onclick = tell('clicked');
    notification.onclose = tell('closed');
    this.#shown.set(tag, notification);
  }

  async withdraw(tag: string): Promise<void> {
    const notification = this.#shown.get(tag);
    this.#shown.delete(tag);
    if (!notification) return;
    notification.onclose = null;
    notification.close();
  }

  async withdrawLeftovers(): Promise<void> {}

  close(): void {
    for (const tag of [...this.#shown.keys()]) void this.withdraw(tag);
  }
}

/** The part of `ServiceWorkerContainer` that is used. */
export interface WorkerContainer {
  register(script: string, options: { updateViaCache: 'none' }): Promise<unknown>;
  readonly ready: Promise<NotifyingRegistration>;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  startMessages(): void;
}

/**
 * Opens the best available surface: the service worker's, or the page's own if there is no worker (Electron, whose page
 * is not served over HTTP).
 */
export async function openSurface(options: {
  container: WorkerContainer | undefined;
  page: string;
  create: (title: string, options: NotificationOptions) => PlainNotification;
  listener: NotificationListener;
}): Promise<NotificationSurface> {
  const { container, page, create, listener } = options;
  try {
    if (!container) return new PlainSurface(create, listener);
    await container.register('./notification-worker.js', { updateViaCache: 'none' });
    const registration = await container.ready;
    container.addEventListener('message', ({ data }) => {
      const message = NotificationMessage.safeParse(data);
      if (message.success) listener(message.data);
    });
    container.startMessages();
    return new WorkerSurface(registration, page);
  } catch {
    return new PlainSurface(create, listener);
  }
}
