import type { InvitationId } from '../../../protocol/ids.ts';
import type { Log, RingingInvitation } from '../../core/ports.ts';
import { APP_ID } from '../app-identity.ts';
import type { BusSignal, SessionBus } from './session-bus.ts';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};

/** The highest urgency (Desktop Notifications Specification, "Urgency Levels"). */
const CRITICAL = 2;
/** Expiry of a notification that stays until it is withdrawn. */
const NEVER_EXPIRES = 0;

const KINDS: Readonly<Record<RingingInvitation['kind'], string>> = {
  audio: 'Audio call',
  video: 'Video call',
  screen: 'Wants to share a screen with you',
};

/** Actions of the buttons of a notification, and of a click on it (`open`). */
export interface NotificationActions {
  answer(invitationId: InvitationId): void;
  decline(invitationId: InvitationId): void;
  open(): void;
}

export interface DesktopNotificationsOptions {
  bus: SessionBus;
  log: Log;
  actions: NotificationActions;
  /** Called when the service failed to show a notification: the page must show them from then on. */
  failed(): void;
}

/** One notification. */
interface Entry {
  /** The service's ID of it, from the service's reply until the notification is closed. */
  id: number | undefined;
  /** Unique bus name of the service. Signals from any other sender are ignored. */
  service: string;
  withdrawn: boolean;
  /** Resolves when the service has replied. Never rejects. */
  replied: Promise<void>;
}

/**
 * Shows invitations as notifications with Accept and Decline, through the desktop's own service (SPEC NOTE-1 to 3,
 * Desktop Notifications Specification 1.2). A notification disappears with its invitation; closing a notification does
 * not decline the invitation.
 */
export class DesktopNotifications {
  readonly #options: DesktopNotificationsOptions;
  readonly #markup: boolean;
  readonly #entries = new Map<InvitationId, Entry>();

  private constructor(options: DesktopNotificationsOptions, markup: boolean) {
    this.#options = options;
    this.#markup = markup;
  }

  /** @returns undefined if there is no such service, or it does not support actions */
  static async start(options: DesktopNotificationsOptions): Promise<DesktopNotifications | undefined> {
    try {
      const { body } = await options.bus.call({ ...SERVICE, member: 'GetCapabilities' });
      const capabilities = Array.isArray(body[0]) ? body[0] : [];
      if (!capabilities.includes('actions')) return undefined;
      const notifications = new DesktopNotifications(options, capabilities.includes('body-markup'));
      await options.bus.onSignal(SERVICE.interface, (signal) => notifications.#handleSignal(signal));
      return notifications;
    } catch (thrown) {
      options.log.info('the desktop has no notification service', { thrown: String(thrown) });
      return undefined;
    }
  }

  /** Shows a notification for each new invitation, and withdraws those of invitations that no longer ring. */
  show(ringing: readonly RingingInvitation[]): void {
    const ringingIds = new Set(ringing.map(({ invitationId }) => invitationId));
    for (const [invitationId, entry] of this.#entries) {
      if (ringingIds.has(invitationId)) continue;
      this.#entries.delete(invitationId);
      entry.withdrawn = true;
      this.#withdraw(entry);
    }
    for (const invitation of ringing) {
      if (!this.#entries.has(invitation.invitationId)) this.#add(invitation);
    }
  }

  #add(invitation: RingingInvitation): void {
    const entry: Entry = { id: undefined, service: '', withdrawn: false, replied: Promise.resolve() };
    this.#entries.set(invitation.invitationId, entry);
    entry.replied = this.#notify(invitation).then(
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
      // Stay visible after a click, which opens the window: the invitation still rings.
      resident: bus.variant('b', true),
      // Parley plays its own ring tone.
      'suppress-sound': bus.variant('b', true),
    };
    const body = this.#markup ? escaped(lines) : lines;
    return bus.call({
      ...SERVICE,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: ['Parley', 0, 'call-start', title, body, actions, hints, NEVER_EXPIRES],
    });
  }

  #withdraw({ id }: Entry): void {
    if (id === undefined) return;
    const { bus, log } = this.#options;
    bus
      .call({ ...SERVICE, member: 'CloseNotification', signature: 'u', body: [id] })
      .catch((thrown) => log.info('a notification was gone already', { thrown: String(thrown) }));
  }

  async #handleSignal({ sender, member, body: [id, action] }: BusSignal): Promise<void> {
    const find = () => [...this.#entries].find(([, one]) => one.id === id && one.service === sender);
    // The signal of a quick click may arrive before the reply that contains the notification's ID.
    if (find() === undefined) await Promise.all([...this.#entries.values()].map(({ replied }) => replied));
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

/** Escapes names and subjects for a service that interprets markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
