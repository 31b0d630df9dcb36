import { ParleyError } from '../../protocol/errors.ts';
import type { Holder } from '../../protocol/local/ledger.ts';
import type { Settings } from '../../protocol/local/settings.ts';
import type { DisplayName } from '../../protocol/text/addresses.ts';
import { CallWaiting } from './calls/call-waiting.ts';
import { CallHistory } from './calls/history.ts';
import { ScreenSharing } from './calls/screen-sharing.ts';
import { Sessions } from './calls/sessions.ts';
import { ConferenceInvitations } from './conferences/conference-invitations.ts';
import { Conferences } from './conferences/conferences.ts';
import { Preview } from './conferences/preview.ts';
import { SfuCapabilities } from './conferences/sfu-capabilities.ts';
import { stayEvents } from './conferences/stay/stay-events.ts';
import { Conversations } from './conversations/conversations.ts';
import { Alerts } from './desktop/alerts.ts';
import { ShellControls } from './desktop/shell-controls.ts';
import { shellStatusOf } from './desktop/shell-status.ts';
import { Leases } from './devices/leases.ts';
import { Ledger } from './devices/ledger.ts';
import { ScreenPicker } from './devices/screen-picker.ts';
import { Escalations } from './escalation/escalations.ts';
import { type Part, queuedClock, queuedSignaling } from './event-ports.ts';
import { firstState } from './first-state.ts';
import { EventQueue } from './kernel/event-queue.ts';
import type { OpenedMessages } from './messages/message-store.ts';
import { Messages } from './messages/messages.ts';
import { handleNotice } from './notice-routes.ts';
import { pageCommands } from './page-commands.ts';
import { PageLink } from './page-link.ts';
import type {
  AttachedCommands,
  Clock,
  Fetch,
  Ids,
  LocalSecrets,
  Log,
  ProfileFiles,
  ShellPort,
  SignalingPort,
} from './ports.ts';
import { personAt } from './registration/people.ts';
import { Registration } from './registration/registration.ts';
import { ServerAccess } from './registration/server-access.ts';
import { ServerFinder } from './registration/server-finder.ts';
import { loadSettings } from './settings/settings.ts';
import { SettingsSync } from './settings/settings-sync.ts';
import { StateTeller } from './state-teller.ts';
import { AppStore } from './store.ts';
import { Transfers } from './transfers/transfers.ts';

export interface ClientPorts {
  shell: ShellPort;
  signaling: SignalingPort;
  files: ProfileFiles;
  messages: OpenedMessages;
  fetch: Fetch;
  secrets: LocalSecrets;
  clock: Clock;
  ids: Ids;
  log: Log;
}

export interface ClientOptions {
  version: string;
  deviceName: string;
  /** Port of the embedded server. */
  port: number;
  /** Server from the command line; goes before the one in the settings. */
  serverUrl?: string;
  /** Token for a server that does not issue its own. */
  token?: string;
  /** Signs in at once under this name. */
  displayName?: DisplayName;
}

/** The parts of a client core, and how they are wired. */
export class ClientParts {
  readonly #ports: ClientPorts;
  readonly #options: ClientOptions;
  readonly #access: ServerAccess;
  readonly queue: EventQueue<Part>;
  readonly store: AppStore;
  readonly alerts: Alerts;
  readonly page: PageLink;
  readonly leases: Leases;
  readonly finder: ServerFinder;
  readonly registration: Registration;
  readonly capabilities: SfuCapabilities;
  readonly sessions: Sessions;
  readonly preview: Preview;
  readonly conferences: Conferences;
  readonly waiting: CallWaiting;
  readonly transfers: Transfers;
  readonly invitations: ConferenceInvitations;
  readonly escalations: Escalations;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly history: CallHistory;
  readonly settingsSync: SettingsSync;
  readonly screenPicker: ScreenPicker;
  readonly sharing: ScreenSharing;
  readonly commands: AttachedCommands;
  readonly controls: ShellControls;

  constructor(ports: ClientPorts, options: ClientOptions) {
    this.queue = new EventQueue(({ code, message, context }) => {
      ports.log.warn('an event failed', { code, message, ...context });
    });
    const clock = queuedClock(ports.clock, this.queue);
    this.#ports = { ...ports, clock, signaling: queuedSignaling(ports.signaling, this.queue) };
    this.#options = options;
    const { ids } = ports;
    this.#access = new ServerAccess(ports);
    const { value: settings, damage } = loadSettings(ports.files.settings);
    const first = firstState({ shell: ports.shell.kind, version: options.version }, settings);
    this.store = new AppStore(first, (step) => {
      ports.shell.showStatus(shellStatusOf(step.after));
      void teller.tell(step);
    });
    this.alerts = new Alerts(this.store, ids);
    if (damage) this.alerts.raise(damage);
    this.history = this.#makeHistory();
    this.finder = this.#makeFinder();
    this.registration = this.#makeRegistration();
    this.page = this.#makePage();
    const announceAgain = () => this.store.announceAgain();
    const teller = new StateTeller({ page: this.page, clock, log: ports.log, announceAgain });
    this.settingsSync = this.#makeSettingsSync();
    this.conversations = this.#makeConversations();
    this.messages = this.#makeMessages();
    this.screenPicker = new ScreenPicker(this.store, this.page);
    this.leases = this.#makeLeases();
    this.capabilities = new SfuCapabilities({
      ...{ page: this.page, clock },
      router: () => this.registration.routerRtpCapabilities,
    });
    this.sessions = this.#makeSessions();
    this.preview = new Preview({
      leases: this.leases,
      show: (preview) => this.store.update({ preview }),
    });
    this.conferences = this.#makeConferences();
    this.waiting = new CallWaiting(this.sessions, this.conferences);
    this.transfers = this.#makeTransfers();
    const { sessions, conferences, waiting } = this;
    this.invitations = new ConferenceInvitations({ sessions, conferences, waiting });
    this.escalations = this.#makeEscalations();
    this.sharing = new ScreenSharing({
      ...{ sessions: this.sessions, conferences: this.conferences },
      registered: () => this.registration.registered,
    });
    this.commands = this.#makeCommands();
    this.controls = this.#makeControls();
    this.#react();
  }

  get timings(): Settings['timings'] {
    return this.store.state.settings.timings;
  }

  /** Ends calls and stay, then the sign-in. */
  async signOut(): Promise<void> {
    this.preview.end();
    await Promise.all([this.sessions.hangUpAll('signed-out'), this.conferences.leaveAny()]);
    this.registration.signOut();
  }

  /** What follows from changes, in this order. */
  #react(): void {
    const { queue, store, conversations, sharing, transfers, escalations } = this;
    queue.when(['stay'], () => conversations.stayChanged(store.state.stay));
    queue.when(['sessions'], () => sharing.callsChanged());
    queue.when(['sessions', 'stay'], () => transfers.changed());
    queue.when(['sessions', 'stay'], () => escalations.changed());
  }

  #makeFinder(): ServerFinder {
    const { shell, fetch, clock, log } = this.#ports;
    return new ServerFinder({
      ...{ shell, fetch, access: this.#access, clock, log, port: this.#options.port },
      configured: () => {
        const { serverUrl, insecureHosts } = this.store.state.settings;
        return { url: this.#options.serverUrl ?? serverUrl, insecureHosts };
      },
    });
  }

  #makeRegistration(): Registration {
    const { signaling, clock, log } = this.#ports;
    const { deviceName, token } = this.#options;
    return new Registration({
      ...{ store: this.store, finder: this.finder, access: this.#access, signaling, clock, log, deviceName },
      token,
      events: {
        notice: (notice) => handleNotice(notice, this),
        registered: (reply) => {
          this.capabilities.preload();
          this.history.open(reply.address);
          this.settingsSync.registered();
          this.messages.registered(reply, reply.mailboxId);
        },
        lost: (ending) => {
          this.capabilities.forget();
          this.messages.connectionLost();
          this.sessions.endAll(ending);
          this.conferences.connectionLost(ending);
          this.preview.end();
        },
        alert: (error) => this.alerts.raise(error),
        ended: () => {
          this.sharing.abandon();
          this.preview.end();
          this.history.hide();
          this.messages.signedOut();
        },
      },
    });
  }

  #makeSettingsSync(): SettingsSync {
    return new SettingsSync({
      ...{ page: this.page, server: this.registration, log: this.#ports.log },
      settings: () => this.store.state.settings,
      deviceFailed: (error) => this.alerts.raise(error),
    });
  }

  #makeLeases(): Leases {
    const { clock, ids, log } = this.#ports;
    const deviceFailed = (error: ParleyError, { purpose }: Holder) => {
      if (purpose === 'preview') this.preview.failed(error);
      else this.alerts.raise(error);
    };
    const ledger = new Ledger({ clock, ids, show: (shown) => this.store.update({ ledger: shown }) });
    return new Leases({ page: this.screenPicker.page, ids, log, deviceFailed }, ledger);
  }

  #makeConversations(): Conversations {
    const { files, clock, log } = this.#ports;
    return new Conversations({
      ...{ file: files.conversations, clock, log },
      show: (conversations) => this.store.update({ conversations }),
      damaged: (error) => this.alerts.raise(error),
      evicted: (own, ids) => this.messages.forget(own, ids),
    });
  }

  #makeMessages(): Messages {
    const { messages, clock, ids, log } = this.#ports;
    const { store, damage } = messages;
    if (damage) {
      const details = { context: { what: 'messages', copy: damage.copy }, cause: damage.cause };
      this.alerts.raise(new ParleyError('STORE_DAMAGED', 'the messages could not be read', details));
    }
    return new Messages({
      ...{ store, clock, ids, log, conversations: this.conversations },
      ...{ server: this.registration, page: this.page },
      nameOf: (address) => personAt(this.store.state.people, address),
      show: (threads) => this.store.update({ threads }),
    });
  }

  #makeHistory(): CallHistory {
    const { files, clock, log } = this.#ports;
    const history = new CallHistory({
      ...{ file: files.history, clock, log },
      show: (entries) => this.store.update({ history: entries }),
    });
    if (history.damage) this.alerts.raise(history.damage);
    return history;
  }

  #makeSessions(): Sessions {
    const { clock, ids } = this.#ports;
    return new Sessions({
      ports: { ...this.#mediaPorts(), clock, timings: () => this.timings },
      ...{ leases: this.leases, ids },
      doNotDisturb: () => this.store.state.settings.doNotDisturb,
      mayConverse: (address, id) => this.conversations.mayBeWith(address, id),
      show: (sessions) => {
        this.store.update({ sessions });
        // In the same change, so that no page sees an invitation without its conversation (CONV-2).
        this.conversations.sessionsChanged(sessions);
        this.queue.changed('sessions');
      },
      history: this.history,
      replacing: (session, replaced) => this.transfers.replace(session, replaced),
      escalating: (session, call) => this.escalations.invited(session, call),
    });
  }

  #makeConferences(): Conferences {
    const { clock, ids, log } = this.#ports;
    return new Conferences({
      ports: {
        ...{ ...this.#mediaPorts(), clock, capabilities: this.capabilities },
        grantLease: (holder, changed) => this.leases.grant(holder, changed),
        leaveTimeoutMs: () => this.timings.leaveTimeoutMs,
        ownAddress: () => this.store.state.registration.address,
        show: (change) => {
          this.store.update(change);
          this.queue.changed('stay');
        },
        alert: (error) => this.alerts.raise(error),
        ...stayEvents(this.page, log),
      },
      ...{ preview: this.preview, ids },
    });
  }

  #makeTransfers(): Transfers {
    const { sessions, conferences, waiting } = this;
    return new Transfers({
      ...{ sessions, conferences, waiting, server: this.registration },
      ...{ ids: this.#ports.ids, log: this.#ports.log },
      ownAddress: () => this.store.state.registration.address,
      alwaysAccepts: () => this.store.state.settings.acceptTransfers === 'always',
      conversationWith: (address) => this.conversations.latestWith(address),
      endPreview: () => this.preview.end(),
    });
  }

  #makeEscalations(): Escalations {
    const { sessions, conferences, invitations } = this;
    return new Escalations({
      ports: {
        ...{ sessions, conferences, page: this.page, server: this.registration, log: this.#ports.log },
        alert: (error) => this.alerts.raise(error),
      },
      invitations,
      personAt: (address) => personAt(this.store.state.people, address),
      replaced: (id, by) => this.conversations.replaced(id, by),
    });
  }

  /** What everything needs that carries media. */
  #mediaPorts() {
    return {
      ...{ page: this.screenPicker.page, server: this.registration, log: this.#ports.log },
      iceServers: () => this.registration.iceServers,
    };
  }

  #makePage(): PageLink {
    return new PageLink({
      state: () => this.store.whole(),
      attached: () => {
        this.settingsSync.attached();
        this.capabilities.preload();
        this.sessions.pageBack();
      },
      leaving: () => {
        this.capabilities.forget();
        this.preview.end();
        this.sessions.pageGone();
        this.escalations.pageGone();
        void this.conferences.leaveAny();
        this.leases.pageGone();
      },
    });
  }

  #makeCommands(): AttachedCommands {
    const { store, alerts, registration, sessions, conferences, leases, sharing, history } = this;
    const { preview, messages, conversations, screenPicker } = this;
    const { waiting, transfers, invitations, escalations } = this;
    return pageCommands({
      ...{ store, alerts, registration, sessions, conferences, waiting, leases, sharing, history },
      ...{ preview, messages, conversations, screenPicker, shell: this.#ports.shell },
      ...{ transfers, invitations, escalations },
      saveSettings: (settings) => this.#saveSettings(settings),
      signOut: () => this.signOut(),
    });
  }

  #makeControls(): ShellControls {
    const { store, alerts, leases, commands } = this;
    return new ShellControls({
      ...{ store, alerts, leases, commands },
      pageAttached: () => this.page.whenAttached(),
      leave: async () => {
        await Promise.all([this.sessions.hangUpLive(), this.conferences.leaveAny()]);
      },
    });
  }

  #saveSettings(settings: Settings): void {
    const before = this.store.state.settings;
    this.store.update({ settings });
    this.settingsSync.changed(before);
    try {
      this.#ports.files.settings.write(settings);
    } catch (cause) {
      this.#ports.log.warn('the settings could not be written', { cause: String(cause) });
    }
  }
}
