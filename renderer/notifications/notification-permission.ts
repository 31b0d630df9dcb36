import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** W3C notifications `NotificationPermission`, and a browser that has no notifications. */
export type NotificationState = NotificationPermission | 'unsupported';

/** What of the browser {@link NotificationAccess} needs. */
export interface NotificationPermissionPort {
  current(): NotificationState;
  /** Asks the user; the browser answers only within a gesture of the user. Rejects where it cannot be asked. */
  request(): Promise<unknown>;
  /** Calls the listener when the permission may have changed elsewhere, such as in the browser's settings. */
  watch(changed: () => void): void;
}

/** Whether Parley may show notifications, and the way to ask for them (SPEC NOTE-1). */
export class NotificationAccess {
  readonly #port: NotificationPermissionPort;
  readonly #state: Signal<NotificationState>;

  constructor(port: NotificationPermissionPort) {
    this.#port = port;
    this.#state = signal(port.current());
    port.watch(() => this.#read());
  }

  get state(): ReadonlySignal<NotificationState> {
    return this.#state;
  }

  /** Asks the user, unless the user has answered already. Call it within a gesture of the user. Never rejects. */
  async ask(): Promise<void> {
    this.#read();
    if (this.#state.value !== 'default') return;
    await this.#port.request().catch(() => undefined);
    this.#read();
  }

  #read(): void {
    this.#state.value = this.#port.current();
  }
}

/** The browser's own permission. */
export function browserNotifications(): NotificationPermissionPort {
  if (!('Notification' in window)) {
    return { current: () => 'unsupported', request: async () => undefined, watch: () => undefined };
  }
  return {
    current: () => Notification.permission,
    request: () => Notification.requestPermission(),
    watch(changed) {
      navigator.permissions.query({ name: 'notifications' }).then(
        (status) => status.addEventListener('change', changed),
        // Without this the user's next visit to the window tells.
        () => window.addEventListener('focus', changed),
      );
    },
  };
}
