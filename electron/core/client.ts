import type { DisplayName } from '../../protocol/addresses.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { parseConferenceLink } from '../../protocol/links.ts';
import type { AppState, AppStateChange } from '../../protocol/rpc/app-state.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { Notice } from '../../protocol/signaling/notices.ts';
import { Alerts } from './alerts.ts';
import { AppStore } from './app-store.ts';
import { CallWaiting } from './call-waiting.ts';
import { pageCommands } from './commands.ts';
import { ConferenceInvitations } from './conference-invitations.ts';
import { Conferences } from './conferences.ts';
import { Conversations } from './conversations.ts';
import { CallHistory } from './history.ts';
import { Leases } from './leases.ts';
import type { OpenedMessages } from './messages/message-store.ts';
import { Messages } from './messages/messages.ts';
import { PageLink } from './page-link.ts';
import { personAt } from './people.ts';
import type {
  AttachedCommands,
  Clock,
  ConnectedPage,
  Fetch,
  Ids,
  KeptFiles,
  Log,
  PageConnection,
  ShellPort,
  ShellStatus,
  SignalingPort,
} from './ports.ts';
import { Registration } from './registration.ts';
import { ScreenPicker } from './screen-picker.ts';
import { ScreenSharing } from './screen-sharing.ts';
import { ServerFinder } from './server-finder.ts';
import type { SessionPorts } from './session-ports.ts';
import { Sessions } from './sessions.ts';
import { loadSettings } from './settings.ts';
import { SettingsFollowers } from './settings-followers.ts';
import { SfuCapabilities } from './sfu-capabilities.ts';
import { ShellControls } from './shell-controls.ts';
import { shellStatusOf } from './shell-status.ts';

export interface ClientPorts {
  shell: ShellPort;
  signaling: SignalingPort;
  files: KeptFiles;
  messages: OpenedMessages;
  fetch: Fetch;
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

/** The core of Parley: owns registration, sessions, the conference stay, leases and settings (DESIGN "main"). */
export class Client {
  readonly #ports: ClientPorts;
  readonly #options: ClientOptions;
  readonly #store: AppStore;
  readonly #alerts: Alerts;
  readonly #page: PageLink;
  readonly #leases: Leases;
  readonly #finder: ServerFinder;
  readonly #registration: Registration;
  readonly #capabilities: SfuCapabilities;
  readonly #sessions: Sessions;
  readonly #conferences: Conferences;
  readonly #conversations: Conversations;
  readonly #messages: Messages;
  readonly #history: CallHistory;
  readonly #followers: SettingsFollowers;
  readonly #commands: AttachedCommands;
  readonly #screenPicker: ScreenPicker;
  readonly #sharing: ScreenSharing;
  /** What tray and desktop notifications do. */
  readonly controls: ShellControls;
  #closing: Promise<void> | null = null;

  constructor(ports: ClientPorts, options: ClientOptions) {
    this.#ports = ports;
    this.#options = options;
    const { shell, ids, log, clock, fetch, signaling } = ports;
    const { value: settings, damage } = loadSettings(ports.files.settings);
    this.#store = new AppStore(firstState(ports, options, settings), (change) => this.#tell(change));
    this.#alerts = new Alerts(this.#store, ids);
    if (damage) this.#alerts.raise(damage);
    this.#history = this.#makeHistory();
    this.#finder = new ServerFinder({
      ...{ shell, fetch, clock, log, port: options.port },
      configured: () => this.#configuredServer(),
    });
    this.#registration = new Registration({
      ...{ store: this.#store, finder: this.#finder, signaling, fetch, log },
      deviceName: options.deviceName,
      ...(options.token === undefined ? {} : { token: options.token }),
      events: {
        notice: (notice) => this.#take(notice),
        registered: (reply) => {
          this.#capabilities.preload();
          this.#history.open(reply.address);
          this.#followers.registered();
          this.#messages.registered(reply, reply.mailboxId);
        },
        lost: () => this.#connectionLost(),
        ended: () => {
          this.#sharing.abandon();
          this.#history.hide();
          this.#messages.signedOut();
        },
      },
    });
    this.#page = this.#makePage();
    this.#followers = new SettingsFollowers({
      ...{ page: this.#page, server: this.#registration, log },
      settings: () => this.#store.state.settings,
      deviceFailed: (error) => this.#alerts.raise(error),
    });
    this.#conversations = this.#makeConversations();
    this.#messages = this.#makeMessages();
    this.#screenPicker = new ScreenPicker(this.#store, this.#page);
    const { page } = this.#screenPicker;
    const deviceFailed = (error: ParleyError) => this.#alerts.raise(error);
    this.#leases = new Leases({ page, ids, log, deviceFailed });
    const router = () => this.#registration.routerRtpCapabilities;
    this.#capabilities = new SfuCapabilities({ page: this.#page, clock, router });
    const media = {
      ...{ page, server: this.#registration, log },
      iceServers: () => this.#registration.iceServers,
    };
    this.#sessions = this.#makeSessions({ ...media, clock, timings: () => this.#timings });
    this.#conferences = new Conferences({
      ports: {
        ...media,
        capabilities: this.#capabilities,
        leaveTimeoutMs: () => this.#timings.leaveTimeoutMs,
      },
      ...{ leases: this.#leases, ids },
      show: (stay) => this.#store.update({ stay }),
    });
    this.#sharing = new ScreenSharing(this.#sessions, () => this.#registration.registered);
    const sessions = this.#sessions;
    const conferences = this.#conferences;
    const waiting = new CallWaiting(sessions, conferences);
    this.#commands = pageCommands({
      ...{ store: this.#store, alerts: this.#alerts, registration: this.#registration },
      ...{ sessions, conferences, waiting, leases: this.#leases },
      invitations: new ConferenceInvitations({ sessions, conferences, waiting }),
      sharing: this.#sharing,
      history: this.#history,
      saveSettings: (settings) => this.#saveSettings(settings),
      signOut: () => this.#signOut(),
      ...{ shell, screenPicker: this.#screenPicker },
      ...{ messages: this.#messages, conversations: this.#conversations },
    });
    this.controls = new ShellControls({
      ...{ store: this.#store, alerts: this.#alerts, leases: this.#leases, commands: this.#commands },
      pageAttached: () => this.#page.whenAttached(),
      leave: async () => {
        await Promise.all([this.#sessions.hangUpLive(), this.#conferences.leaveAny()]);
      },
    });
  }

  get state(): AppState {
    return this.#store.state;
  }

  /** Whether a microphone or camera is being opened at this moment. */
  get openingDevices(): boolean {
    return this.#leases.opening || (this.#leases.held && this.#followers.movingDevices);
  }

  /**
   * Whether a page may be given a device of this kind now: while one is being opened, and while a lease holds one, since
   * the page puts another in its place when it is unplugged (LEASE-4).
   */
  mayOpen(source: 'microphone' | 'camera'): boolean {
    return this.openingDevices || this.#leases.holds(source);
  }

  /** Starts or finds the server, so that signing in is instant, and signs in when a name was given. */
  start(): void {
    const { displayName } = this.#options;
    const first = displayName ? this.#registration.signIn(displayName) : this.#finder.find();
    first.catch((error) => this.#registration.warn(ParleyError.from(error, 'SERVER_START_FAILED')));
  }

  /** The system handed a conference link over: the page offers it, and only the user joins. */
  offerLink(link: string): void {
    try {
      parseConferenceLink(link);
      this.#store.update({ offeredLink: link });
    } catch (thrown) {
      this.#alerts.raise(ParleyError.from(thrown, 'CONFERENCE_LINK_INVALID'));
    }
    this.#ports.shell.showWindow();
  }

  /** What tray and badge show now. */
  get status(): ShellStatus {
    return shellStatusOf(this.#store.state);
  }

  /** This machine has another network, or woke up: media looks for new paths at once (RES-2). */
  networkChanged(): void {
    this.#sessions.networkChanged();
  }

  /** Who shows the native notifications of invitations from now on (NOTE-3). */
  notifyBy(notifier: AppState['notifier']): void {
    if (this.#store.state.notifier !== notifier) this.#store.update({ notifier });
  }

  /** The choice of a screen, for a shell whose system leaves it to Parley. */
  get screens(): Pick<ScreenPicker, 'opening' | 'choose' | 'given'> {
    return this.#screenPicker;
  }

  /** A page connected. */
  connectPage(page: ConnectedPage): PageConnection {
    return this.#page.connect(page, this.#commands);
  }

  /**
   * Ends everything: media first, then calls and stay, then the sign-in and the server if it is ours. Takes at most
   * `timings.quitMs`. Idempotent; never rejects.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    let stopTimer = () => {};
    const late = new Promise<void>((resolve) => {
      // A tenth is left for the shell to end what it has.
      stopTimer = this.#ports.clock.after(this.#timings.quitMs * 0.9, resolve);
    });
    const farewell = this.#signOut().then(() => this.#finder.close());
    await Promise.race([farewell, late]).catch(() => {});
    stopTimer();
    this.#capabilities.forget();
    this.#registration.signOut();
    this.#history.flush();
    this.#messages.close();
    this.#conversations.close();
  }

  async #signOut(): Promise<void> {
    await Promise.all([this.#sessions.hangUpAll('signed-out'), this.#conferences.leaveAny()]);
    this.#registration.signOut();
  }

  #makeConversations(): Conversations {
    const { files, clock, log } = this.#ports;
    return new Conversations({
      ...{ file: files.conversations, clock, log },
      damaged: (error) => this.#alerts.raise(error),
      evicted: (own, ids) => this.#messages.forget(own, ids),
    });
  }

  #makeMessages(): Messages {
    const { messages, clock, ids, log } = this.#ports;
    const { store, damage } = messages;
    if (damage) {
      const details = { context: { what: 'messages', copy: damage.copy }, cause: damage.cause };
      this.#alerts.raise(new ParleyError('STORE_DAMAGED', 'the messages could not be read', details));
    }
    return new Messages({
      ...{ store, clock, ids, log, conversations: this.#conversations },
      ...{ server: this.#registration, page: this.#page },
      nameOf: (address) => personAt(this.#store.state.people, address),
      show: (threads) => this.#store.update({ threads }),
    });
  }

  #makeHistory(): CallHistory {
    const { files, clock, log } = this.#ports;
    const history = new CallHistory({
      ...{ file: files.history, clock, log },
      show: (entries) => this.#store.update({ history: entries }),
    });
    if (history.damage) this.#alerts.raise(history.damage);
    return history;
  }

  #makeSessions(ports: SessionPorts): Sessions {
    return new Sessions({
      ...{ ports, leases: this.#leases, ids: this.#ports.ids },
      doNotDisturb: () => this.#store.state.settings.doNotDisturb,
      show: (sessions) => {
        this.#conversations.sessionsChanged(sessions);
        this.#store.update({ sessions });
        this.#sharing.callsChanged();
      },
      ended: (entry) => this.#history.add(entry),
    });
  }

  #makePage(): PageLink {
    return new PageLink({
      state: () => this.#store.state,
      attached: () => {
        this.#followers.attached();
        this.#capabilities.preload();
      },
      leaving: () => {
        this.#capabilities.forget();
        this.#sessions.pageGone();
        this.#conferences.leaveAny();
      },
    });
  }

  #take(notice: Notice): void {
    if (notice.name === 'person-changed') {
      const { person } = notice.data;
      const { people } = this.#store.state;
      const at = people.findIndex(({ address }) => address === person.address);
      this.#store.update({ people: at < 0 ? [...people, person] : people.with(at, person) });
    } else if (notice.name === 'blocked-changed') {
      this.#store.update({ blocked: notice.data.blocked });
    } else if (!this.#messages.take(notice) && !this.#sessions.take(notice)) {
      this.#conferences.take(notice);
    }
  }

  #connectionLost(): void {
    this.#capabilities.forget();
    this.#messages.lost();
    this.#sessions.endAll({ reason: 'connection-lost', by: 'system' });
    this.#conferences.connectionLost();
  }

  #saveSettings(settings: Settings): void {
    const before = this.#store.state.settings;
    this.#store.update({ settings });
    this.#followers.changed(before);
    try {
      this.#ports.files.settings.write(settings);
    } catch (cause) {
      this.#ports.log.warn('the settings could not be written', { cause: String(cause) });
    }
  }

  #configuredServer(): { url: string; insecureHosts: readonly string[] } {
    const { serverUrl, insecureHosts } = this.#store.state.settings;
    return { url: this.#options.serverUrl ?? serverUrl, insecureHosts };
  }

  get #timings(): Settings['timings'] {
    return this.#store.state.settings.timings;
  }

  #tell(change: AppStateChange): void {
    this.#ports.shell.showStatus(this.status);
    if (this.#page.attached) this.#page.order('state-changed', change).catch(() => {});
  }
}

function firstState({ shell }: ClientPorts, { version }: ClientOptions, settings: Settings): AppState {
  return {
    ...{ version, shell: shell.kind, settings },
    registration: { state: 'signed-out' },
    ...{
      people: [],
      sessions: [],
      stay: null,
      speakers: null,
      chat: null,
      preview: null,
      ledger: { held: [], receipts: [] },
    },
    ...{ alerts: [], offeredLink: null },
    ...{ threads: [], history: [], blocked: [], screenPicker: null, notifier: 'page' },
  };
}
