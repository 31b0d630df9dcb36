import type { InvitationId } from '../../../protocol/ids.ts';
import type { Log, RingingInvitation } from '../../core/ports.ts';
import { APP_ID } from '../app-identity.ts';
import type { BusSignal, SessionBus } from './session-bus.ts';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};

/** Desktop Notifications Specification, "Urgency Levels". */
const CRITICAL = 2;
/** It stays until it is withdrawn. */
const NEVER = 0;

const KINDS: Readonly<Record<RingingInvitation['kind'], string>> = {
  audio: 'Audio call',
  video: 'Video call',
  screen: 'Wants to show you a screen',
};

/** What a click in a notification does. */
export interface NotificationActions {
  answer(invitationId: InvitationId): void;
  decline(invitationId: InvitationId): void;
  open(): void;
}

export interface DesktopNotificationsOptions {
  bus: SessionBus;
  log: Log;
  actions: NotificationActions;
  /** The service does not take notifications any more: somebody else has to show them. */
  failed(): void;
}

/** One notification; `id` from the service's answer until it is closed. */
interface Entry {
  id: number | undefined;
  /** The connection that shows it: nobody else may say that it was clicked. */
  service: string;
  withdrawn: boolean;
  /** Resolves when the service has answered. Never rejects. */
  answered: Promise<void>;
}

/**
 * Notifications of invitations with Accept and Decline on the desktop's own service (SPEC NOTE-1 to 3, Desktop
 * Notifications Specification 1.2). Each is a view of its invitation: it goes with it, and closing it is not declining.
 */
export class DesktopNotifications {
  readonly #options: DesktopNotificationsOptions;
  readonly #markup: boolean;
  readonly #entries = new Map<InvitationId, Entry>();

  private constructor(options: DesktopNotificationsOptions, markup: boolean) {
    this.#options = options;
    this.#markup = markup;
  }

  /** @returns undefined where there is no such service, or it has no actions */
  static async start(options: DesktopNotificationsOptions): Promise<DesktopNotifications | undefined> {
    try {
      const { body } = await options.bus.call({ ...SERVICE, member: 'GetCapabilities' });
      const capabilities = Array.isArray(body[0]) ? body[0] : [];
      if (!capabilities.includes('actions')) return undefined;
      const notifications = new DesktopNotifications(options, capabilities.includes('body-markup'));
      await options.bus.onSignal(SERVICE.interface, (signal) => notifications.#take(signal));
      return notifications;
    } catch (thrown) {
      options.log.info('the desktop has no notification service', { thrown: String(thrown) });
      return undefined;
    }
  }

  /** Shows those that are new and withdraws those that ring no more. */
  show(ringing: readonly RingingInvitation[]): void {
    const now = new Set(ringing.map(({ invitationId }) => invitationId));
    for (const [invitationId, entry] of this.#entries) {
      if (now.has(invitationId)) continue;
      this.#entries.delete(invitationId);
      entry.withdrawn = true;
      this.#withdraw(entry);
    }
    for (const invitation of ringing) {
      if (!this.#entries.has(invitation.invitationId)) this.#add(invitation);
    }
  }

  #add(invitation: RingingInvitation): void {
    const entry: Entry = { id: undefined, service: '', withdrawn: false, answered: Promise.resolve() };
    this.#entries.set(invitation.invitationId, entry);
    entry.answered = this.#notify(invitation).then(
      ({ sender, body: [id] }) => {
        if (typeof id !== 'number') return;
        Object.assign(entry, { id, service: sender });
        if (entry.withdrawn) this.#withdraw(entry);
      },
      (thrown) => {
        this.#options.log.warn('the desktop did not show a notification', { thrown: String(thrown) });
        this.#options.failed();
      },
    );
  }

  #notify({ displayName, referredBy, address, subject, kind }: RingingInvitation) {
    const { bus } = this.#options;
    const title = referredBy === undefined ? displayName : `${displayName}, transferred by ${referredBy}`;
    const lines = [KINDS[kind], address, ...(subject === undefined ? [] : [subject])].join('\n');
    const actions = ['default', 'Open Parley', 'accept', 'Accept', 'decline', 'Decline'];
    const hints = {
      category: bus.variant('s', 'call.incoming'),
      urgency: bus.variant('y', CRITICAL),
      'desktop-entry': bus.variant('s', APP_ID),
      // A click on it opens the window; it then still shows what rings.
      resident: bus.variant('b', true),
      // Parley rings itself.
      'suppress-sound': bus.variant('b', true),
    };
    const body = this.#markup ? escaped(lines) : lines;
    return bus.call({
      ...SERVICE,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: ['Parley', 0, 'call-start', title, body, actions, hints, NEVER],
    });
  }

  #withdraw({ id }: Entry): void {
    if (id === undefined) return;
    const { bus, log } = this.#options;
    bus
      .call({ ...SERVICE, member: 'CloseNotification', signature: 'u', body: [id] })
      .catch((thrown) => log.info('a notification was gone already', { thrown: String(thrown) }));
  }

  async #take({ sender, member, body: [id, action] }: BusSignal): Promise<void> {
    const find = () => [...this.#entries].find(([, one]) => one.id === id && one.service === sender);
    // A quick click may be told in the same breath as the answer that names the notification.
    if (find() === undefined) await Promise.all([...this.#entries.values()].map(({ answered }) => answered));
    const found = find();
    if (found === undefined) return;
    const [invitationId, entry] = found;
    if (member === 'NotificationClosed') entry.id = undefined;
    if (member === 'ActionInvoked') this.#act(invitationId, action);
  }

  #act(invitationId: InvitationId, action: unknown): void {
    const { actions } = this.#options;
    if (action === 'accept') actions.answer(invitationId);
    else if (action === 'decline') actions.decline(invitationId);
    else if (action === 'default') actions.open();
  }
}

/** Names and subjects are text, also where the service reads markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
