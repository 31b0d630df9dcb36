import type { Clock, Log, ShellStatus } from '../../core/ports.ts';
import { DesktopNotifications, type NotificationActions } from './desktop-notifications.ts';
import { connectSessionBus, type SessionBus } from './session-bus.ts';
import { hasTrayHost } from './tray-host.ts';

export interface LinuxDesktopOptions {
  /** Address of the session bus; undefined if there is none. */
  address: string | undefined;
  clock: Clock;
  log: Log;
  actions: NotificationActions;
  /** Called with what shows notifications of invitations from now on: the page, or the desktop's service. */
  notifyBy(notifier: 'page' | 'desktop'): void;
}

/** What Parley uses of a Linux desktop through its session bus: notifications with actions, and whether it has a tray. */
export class LinuxDesktop {
  readonly #options: LinuxDesktopOptions;
  #bus: SessionBus | undefined;
  #notifications: DesktopNotifications | undefined;
  #status: ShellStatus | undefined;
  #closed = false;

  constructor(options: LinuxDesktopOptions) {
    this.#options = options;
  }

  /** Resolves when it is known which services the desktop has. Never rejects. */
  async start(): Promise<void> {
    const { address, clock, log, actions, notifyBy } = this.#options;
    if (address === undefined) return;
    try {
      this.#bus = await connectSessionBus(address, clock);
    } catch (thrown) {
      log.info('there is no session bus', { thrown: String(thrown) });
      return;
    }
    const failed = () => {
      this.#notifications = undefined;
      notifyBy('page');
    };
    const notifications = await DesktopNotifications.start({ bus: this.#bus, log, actions, failed });
    if (this.#closed) return this.#bus.close();
    if (notifications === undefined) return;
    this.#notifications = notifications;
    notifyBy('desktop');
    if (this.#status !== undefined) this.show(this.#status);
  }

  show(status: ShellStatus): void {
    this.#status = status;
    this.#notifications?.show(status.ringing);
  }

  /** Whether this desktop shows icons in a tray now. */
  async trayShown(): Promise<boolean> {
    return this.#bus !== undefined && (await hasTrayHost(this.#bus));
  }

  /** Withdraws all notifications. Idempotent. */
  close(): void {
    this.#notifications?.show([]);
    this.#notifications = undefined;
    this.#closed = true;
    this.#bus?.close();
  }
}
