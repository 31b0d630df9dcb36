import type { InvitationId } from '../protocol/ids.ts';
import type { SessionView } from '../protocol/rpc/app-state.ts';
import { text } from './i18n/en.ts';

/** What this module uses of a `Notification`. */
export interface ShownNotification {
  onclick: ((event: Event) => void) | null;
  onclose: ((event: Event) => void) | null;
  close(): void;
}

/** The system's notifications, and the window that they lead to. */
export interface NotificationPort {
  isAllowed(): boolean;
  show(title: string, options: NotificationOptions): ShownNotification;
  focusWindow(): void;
}

/** The browser's `Notification`. */
export function systemNotifications(): NotificationPort {
  return {
    isAllowed: () => 'Notification' in window && Notification.permission === 'granted',
    show: (title, options) => new Notification(title, options),
    focusWindow: () => window.focus(),
  };
}

/** Asks whether Parley may notify; to be called within a gesture of the user. */
export function askForNotifications(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission();
}

/**
 * Native notifications as a view of the invitations that ring (SPEC NOTE-1, NOTE-2): shown once when one begins to
 * ring, closed when it no longer does, for whatever reason. Closing one declines nothing.
 */
export class InvitationNotifications {
  readonly #port: NotificationPort;
  /** Null stands for one that the user has closed: it is not shown again. */
  readonly #shown = new Map<InvitationId, ShownNotification | null>();

  constructor(port: NotificationPort) {
    this.#port = port;
  }

  /** Brings what is shown in step with what rings now. */
  update(incoming: readonly SessionView[]): void {
    const ringing = new Set(incoming.map(({ invitationId }) => invitationId));
    for (const [id, notification] of this.#shown) {
      if (ringing.has(id)) continue;
      this.#shown.delete(id);
      notification?.close();
    }
    for (const session of incoming) {
      if (!this.#shown.has(session.invitationId) && this.#port.isAllowed()) this.#show(session);
    }
  }

  #show({ invitationId, peer, requested }: SessionView): void {
    const notification = this.#port.show(text.incoming.title(peer.displayName), {
      body: requested.camera ? text.notification.video : text.notification.audio,
      tag: invitationId,
      requireInteraction: true,
      // The ring tone is ours: it does not depend on the notification.
      silent: true,
    });
    this.#shown.set(invitationId, notification);
    notification.onclick = () => this.#port.focusWindow();
    notification.onclose = () => {
      if (this.#shown.has(invitationId)) this.#shown.set(invitationId, null);
    };
  }
}
