import { ParleyError } from '../../protocol/errors.ts';
import type { CaptureSource } from '../../protocol/media.ts';
import type { AppState } from '../../protocol/rpc/app-state.ts';
import { parseConferenceLink } from '../../protocol/text/links.ts';
import type { ShellControls } from './desktop/shell-controls.ts';
import { shellStatusOf } from './desktop/shell-status.ts';
import type { ScreenPicker } from './devices/screen-picker.ts';
import { queuedPage } from './event-ports.ts';
import { within } from './kernel/within.ts';
import type { ConnectedPage, PageConnection, ShellStatus } from './ports.ts';
import { type ClientOptions, ClientParts, type ClientPorts } from './wiring.ts';

export type { ClientOptions, ClientPorts } from './wiring.ts';

/**
 * The core of Parley as its shell sees it: it owns registration, sessions, the conference stay, leases and settings
 * (docs/architecture.md).
 */
export class Client {
  readonly #ports: ClientPorts;
  readonly #options: ClientOptions;
  readonly #parts: ClientParts;
  #closing: Promise<void> | null = null;

  constructor(ports: ClientPorts, options: ClientOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#parts = new ClientParts(ports, options);
  }

  get state(): AppState {
    return this.#parts.store.state;
  }

  /** What tray and desktop notifications do. */
  get controls(): ShellControls {
    return this.#parts.controls;
  }

  /**
   * Whether a page may be given a device of this kind now: while one is being opened, and while a lease holds one, since
   * the page puts another in its place when the user chooses it, or the one it has is unplugged (LEASE-4).
   */
  mayOpen(source: CaptureSource): boolean {
    const { leases } = this.#parts;
    return leases.opens(source) || leases.holds(source);
  }

  /**
   * Starts or finds the server, so that signing in is instant, and signs in when a name was given.
   * @returns why that did not work, or null; never rejects
   */
  start(): Promise<ParleyError | null> {
    const { displayName } = this.#options;
    const { registration, finder } = this.#parts;
    const first = displayName ? registration.signIn(displayName) : finder.find();
    return first.then(
      () => null,
      (thrown) => {
        const error = ParleyError.from(thrown, 'SERVER_START_FAILED');
        registration.warn(error);
        return error;
      },
    );
  }

  /** The system handed a conference link over: the page offers it, and only the user joins. */
  offerLink(link: string): void {
    try {
      parseConferenceLink(link);
      this.#parts.store.update({ offeredLink: link });
    } catch (thrown) {
      this.#parts.alerts.raise(ParleyError.from(thrown, 'CONFERENCE_LINK_INVALID'));
    }
    this.#ports.shell.showWindow();
  }

  /** What tray and badge show now. */
  get status(): ShellStatus {
    return shellStatusOf(this.state);
  }

  /** This machine has another network, or woke up: media looks for new paths at once (RES-2). */
  networkChanged(): void {
    const { queue, sessions } = this.#parts;
    queue.run(() => sessions.networkChanged());
  }

  /** Who shows the native notifications of invitations from now on (NOTE-3). */
  notifyBy(notifier: AppState['notifier']): void {
    if (this.state.notifier !== notifier) this.#parts.store.update({ notifier });
  }

  /** The choice of a screen, for a shell whose system leaves it to Parley. */
  get screens(): Pick<ScreenPicker, 'opening' | 'choose' | 'given' | 'notGiven'> {
    return this.#parts.screenPicker;
  }

  /** A page connected. */
  connectPage(page: ConnectedPage): PageConnection {
    const { page: link, commands, queue } = this.#parts;
    return queuedPage(link.connect(page, commands), queue);
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
    const parts = this.#parts;
    const farewell = parts.signOut().then(() => parts.finder.close());
    // A tenth is left for the shell to end what it has.
    await within(this.#ports.clock, parts.timings.quitMs * 0.9, farewell);
    parts.capabilities.forget();
    parts.registration.signOut();
    parts.history.flush();
    parts.messages.close();
    parts.conversations.close();
  }
}
