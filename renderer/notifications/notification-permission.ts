import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** W3C notifications `NotificationPermission`, or a browser without notifications. */
export type NotificationState = NotificationPermission | 'unsupported';

/** The part of the browser that {@link NotificationAccess} uses. */
export interface NotificationPermissionPort {
  current(): NotificationState;
  /** Asks the user. Browsers require a user gesture. Rejects if the question cannot be shown. */
  request(): Promise<unknown>;
  /** Calls the listener when the permission may have changed elsewhere, such as in the browser's settings. */
  watch(changed: () => void): void;
}

/** The permission to show notifications, and the way to ask for it (SPEC NOTE-1). */
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

  /** Asks the user, unless they have already answered. Call it within a user gesture. Never rejects. */
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

/** The permission in the browser. */
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
        // Without this API the permission is read again when the window gets the focus.
        () => window.addEventListener('focus', changed),
      );
    },
  };
}
