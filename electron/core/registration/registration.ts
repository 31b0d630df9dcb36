import type { ConferenceAvailability } from '../../../protocol/conferences/availability.ts';
import type { Ending } from '../../../protocol/endings.ts';
import { type ErrorCode, ParleyError } from '../../../protocol/errors.ts';
import type { IceServer, RtpCapabilities } from '../../../protocol/media.ts';
import type { Notice } from '../../../protocol/signaling/notices.ts';
import type {
  Handshake,
  RequestData,
  RequestName,
  RequestReply,
} from '../../../protocol/signaling/requests.ts';
import { Machine } from '../../../protocol/states/machine.ts';
import {
  REGISTRATION_MOVES,
  type RegistrationEvent,
  type RegistrationState,
} from '../../../protocol/states/registration.ts';
import type { DisplayName } from '../../../protocol/text/addresses.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { traceMoves } from '../kernel/trace-moves.ts';
import type { Clock, Log, Requester, Signaling, SignalingPort } from '../ports.ts';
import type { AppStore } from '../store.ts';
import type { ServerAccess } from './server-access.ts';
import type { FoundServer, ServerFinder } from './server-finder.ts';
import { SignInRetries } from './sign-in-retries.ts';
import { TokenRenewal } from './token-renewal.ts';
import { TokenWarning } from './token-warning.ts';

export interface RegistrationOptions {
  store: AppStore;
  finder: ServerFinder;
  signaling: SignalingPort;
  access: ServerAccess;
  clock: Clock;
  log: Log;
  /** Name of this device among the user's devices. */
  deviceName: string;
  /** Token for the configured server, from the command line or the environment. */
  token?: string;
  events: {
    notice(notice: Notice): void;
    /** Called after each registration: the first one, and each after a lost connection. */
    registered(reply: RequestReply<'register'>): void;
    /** Called when the registration is lost: everything that needs the server ends with this ending. */
    lost(ending: Ending): void;
    /** Shows an alert to the user. */
    alert(error: ParleyError): void;
    /** Called when the user is no longer signed in. */
    ended(): void;
  };
}

const CONNECTION_LOST: Ending = { reason: 'connection-lost', by: 'system' };
const SIGN_IN_EXPIRED: Ending = { reason: 'sign-in-expired', by: 'system' };

/** One sign-in, from the user's command until its end. */
interface SignIn {
  displayName: DisplayName;
  signaling: Signaling | null;
  /** Whether the server announced that it ends this connection because our token has expired. */
  expired?: boolean;
  /** Notices of this connection that overtook the reply to `register`. */
  early: Notice[];
  succeed(): void;
  fail(error: ParleyError): void;
}

/** The registration of this endpoint and its connection to the server (RFC 3261 §10). */
export class Registration implements Requester {
  readonly #options: RegistrationOptions;
  readonly #machine: Machine<RegistrationState, RegistrationEvent>;
  #signIn: SignIn | null = null;
  #iceServers: IceServer[] = [];
  #renewal: TokenRenewal | TokenWarning | null = null;
  readonly #retries: SignInRetries;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    const moved = traceMoves(options.log, 'registration');
    this.#machine = new Machine({ moves: REGISTRATION_MOVES, state: 'signed-out', moved });
    this.#retries = new SignInRetries(options.clock);
  }

  get registered(): boolean {
    return this.#machine.state === 'registered';
  }

  get iceServers(): IceServer[] {
    return this.#iceServers;
  }

  /** URLs of the server to which we are signed in; empty otherwise. */
  get serverUrls(): readonly string[] {
    return this.#options.store.state.registration.serverUrls ?? [];
  }

  get routerRtpCapabilities(): RtpCapabilities | undefined {
    return this.#options.store.state.registration.routerRtpCapabilities;
  }

  /** Signs in. @throws ParleyError if it fails; the state then has the error as well */
  async signIn(displayName: DisplayName): Promise<void> {
    this.#machine.move('sign-in');
    await new Promise<void>((succeed, fail) => {
      const signIn: SignIn = { displayName, signaling: null, early: [], succeed, fail };
      this.#signIn = signIn;
      this.#show({ displayName });
      this.#connect(signIn).catch((error) => this.#fail(signIn, error));
    });
  }

  /** Idempotent. */
  signOut(): void {
    if (!this.#machine.can('sign-out')) return;
    const wasRegistered = this.registered;
    this.#machine.move('sign-out');
    this.#end(new ParleyError('AUTH_REQUIRED', 'signed out'));
    this.#show({});
    if (wasRegistered) this.#options.events.lost(CONNECTION_LOST);
  }

  #conferencesChanged(conferences: ConferenceAvailability): void {
    const { store } = this.#options;
    if (this.registered) store.update({ registration: { ...store.state.registration, conferences } });
  }

  /** Shows why signing in is not possible, while the user is signed out. */
  warn(error: ParleyError): void {
    if (this.#machine.state === 'signed-out') this.#show({ error: error.toWire() });
  }

  async request<Name extends RequestName>(
    name: Name,
    data: RequestData<Name>,
    options?: { timeoutMs?: number },
  ): Promise<RequestReply<Name>> {
    const signaling = this.#signIn?.signaling;
    if (!this.registered || !signaling) {
      const code = this.#machine.state === 'signed-out' ? 'AUTH_REQUIRED' : 'CONNECTION_LOST';
      throw new ParleyError(code, `${name}: not signed in`);
    }
    return signaling.request(name, data, options);
  }

  async #connect(signIn: SignIn): Promise<void> {
    const server = await this.#options.finder.find();
    let first: Promise<Handshake> | null = this.#handshake(signIn, server);
    await first;
    if (this.#signIn !== signIn) return;
    signIn.signaling = this.#options.signaling.connect({
      url: server.url,
      requestTimeoutMs: this.#options.store.state.settings.timings.requestTimeoutMs,
      handshake: () => {
        const handshake = first ?? this.#handshake(signIn, server);
        first = null;
        return handshake;
      },
      events: {
        opened: () => {
          signIn.early = [];
          this.#opened(signIn, server);
        },
        failed: (error, final) => this.#attemptFailed(signIn, server, { error, final }),
        lost: () => this.#lost(signIn, server),
        notice: (notice) => this.#notice(signIn, notice),
      },
    });
  }

  async #handshake(signIn: SignIn, server: FoundServer): Promise<Handshake> {
    const configured = this.#configuredToken(server);
    if (configured === undefined && !server.issuesTokens) {
      throw new ParleyError('AUTH_REQUIRED', 'this server needs a token');
    }
    const token = configured ?? (await this.#options.access.token(server.url, signIn.displayName));
    return { protocolVersion: PROTOCOL_VERSION, token };
  }

  /** Returns the configured token, which is only for the configured server. */
  #configuredToken({ embedded }: FoundServer): string | undefined {
    return embedded ? undefined : this.#options.token;
  }

  #notice(signIn: SignIn, notice: Notice): void {
    if (this.#signIn !== signIn) return;
    if (notice.name === 'conferences-availability') this.#conferencesChanged(notice.data.conferences);
    else if (notice.name === 'connection-closing') this.#closing(signIn, notice.data.error.code);
    else if (this.registered) this.#options.events.notice(notice);
    else signIn.early.push(notice);
  }

  #closing(signIn: SignIn, code: ErrorCode): void {
    this.#options.log.info('the server ends the connection', { code });
    signIn.expired = code === 'AUTH_TOKEN_EXPIRED';
  }

  #opened(signIn: SignIn, server: FoundServer): void {
    if (this.#signIn !== signIn) return;
    this.#retries.stop();
    this.#register(signIn, server).catch((error) => this.#registerFailed(signIn, server, error));
  }

  async #register(signIn: SignIn, server: FoundServer): Promise<void> {
    if (this.#signIn !== signIn || !signIn.signaling) return;
    const { deviceName, store, events } = this.#options;
    const reply = await signIn.signaling.request('register', {
      deviceName,
      doNotDisturb: store.state.settings.doNotDisturb,
    });
    if (this.#signIn !== signIn || !this.#machine.can('registered')) return;
    this.#machine.move('registered');
    this.#retries.reset();
    this.#iceServers = reply.iceServers;
    const { address, displayName, routerRtpCapabilities, conferences } = reply;
    const serverUrls = [server.url, ...(reply.serverUrl === undefined ? [] : [reply.serverUrl])];
    this.#show({ address, displayName, routerRtpCapabilities, conferences, serverUrls });
    store.update({ people: reply.people, blocked: reply.blocked });
    this.#renewBeforeExpiry(signIn, server, reply.tokenExpiresInMs);
    events.registered(reply);
    signIn.succeed();
    for (const notice of signIn.early.splice(0)) this.#notice(signIn, notice);
  }

  /** Renews a token before it expires. Parley cannot renew a configured token, so it warns the user. */
  #renewBeforeExpiry(signIn: SignIn, server: FoundServer, expiresInMs: number | undefined): void {
    this.#renewal?.stop();
    if (expiresInMs === undefined) return;
    const { clock, log } = this.#options;
    const isConfigured = this.#configuredToken(server) !== undefined;
    if (isConfigured || !server.issuesTokens) {
      this.#renewal = new TokenWarning({ clock, warn: (endsAtMs) => this.#warnOfEnd(endsAtMs) }, expiresInMs);
      return;
    }
    const renew = async () => {
      const { token } = await this.#handshake(signIn, server);
      return (await this.request('token.renew', { token })).tokenExpiresInMs;
    };
    this.#renewal = new TokenRenewal({ clock, log, renew }, expiresInMs);
  }

  #warnOfEnd(endsAtMs: number): void {
    const error = new ParleyError('AUTH_TOKEN_EXPIRES_SOON', 'the token expires', { context: { endsAtMs } });
    this.#options.events.alert(error);
  }

  /**
   * Handles a failed registration. While reconnecting it retries after a temporary refusal; after a broken connection,
   * registering follows when the connection is open again.
   */
  #registerFailed(signIn: SignIn, server: FoundServer, thrown: unknown): void {
    if (this.#signIn !== signIn || this.registered) return;
    const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
    if (!this.#mayRetry(error)) this.#fail(signIn, error);
    else if (error.code !== 'CONNECTION_LOST') {
      this.#retries.after(error, () => this.#opened(signIn, server));
    }
  }

  /** Handles a failed attempt to connect. A first sign-in then fails; a reconnection continues until a final refusal. */
  #attemptFailed(
    signIn: SignIn,
    server: FoundServer,
    { error, final }: { error: ParleyError; final: boolean },
  ) {
    if (this.#signIn !== signIn) return;
    if (!this.#mayRetry(error)) this.#fail(signIn, error);
    else if (final) this.#retries.after(error, () => this.#connectAgain(signIn));
    else if (server.embedded) this.#reviveServer();
  }

  /** Replaces a connection that makes no further attempts. */
  #connectAgain(signIn: SignIn): void {
    signIn.signaling?.close();
    signIn.signaling = null;
    this.#connect(signIn).catch((thrown) => {
      if (this.#signIn !== signIn) return;
      const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
      if (this.#mayRetry(error)) this.#retries.after(error, () => this.#connectAgain(signIn));
      else this.#fail(signIn, error);
    });
  }

  /** Whether to retry: only while reconnecting, and only after a temporary error. */
  #mayRetry(error: ParleyError): boolean {
    return this.#machine.state === 'reconnecting' && error.retryable;
  }

  #lost(signIn: SignIn, server: FoundServer): void {
    if (this.#signIn !== signIn) return;
    if (this.#machine.state === 'signing-in') {
      this.#fail(signIn, new ParleyError('CONNECTION_LOST', 'the connection broke while signing in'));
      return;
    }
    this.#retries.stop();
    if (!this.#machine.can('lost')) return;
    this.#machine.move('lost');
    this.#renewal?.stop();
    const { registration } = this.#options.store.state;
    this.#options.store.update({ registration: { ...registration, state: this.#machine.state } });
    const ending = signIn.expired ? SIGN_IN_EXPIRED : CONNECTION_LOST;
    signIn.expired = false;
    this.#options.events.lost(ending);
    if (server.embedded) this.#reviveServer();
  }

  /** Starts the embedded server again. It may have ended together with another profile that had started it. */
  #reviveServer(): void {
    this.#options.finder.find().catch((error) => {
      this.#options.log.warn('no embedded server yet', {
        code: ParleyError.from(error, 'SERVER_INTERNAL').code,
      });
    });
  }

  #fail(signIn: SignIn, thrown: unknown): void {
    if (this.#signIn !== signIn) return;
    const error = ParleyError.from(thrown, 'SERVER_INTERNAL');
    if (this.#machine.can('failed')) this.#machine.move('failed');
    this.#end(error);
    this.#show({ displayName: signIn.displayName, error: error.toWire() });
  }

  #end(error: ParleyError): void {
    const signIn = this.#signIn;
    this.#signIn = null;
    this.#renewal?.stop();
    this.#retries.reset();
    signIn?.signaling?.close();
    signIn?.fail(error);
    this.#iceServers = [];
    this.#options.store.update({ people: [], blocked: [] });
    this.#options.events.ended();
  }

  #show(view: Omit<AppStore['state']['registration'], 'state'>): void {
    this.#options.store.update({ registration: { state: this.#machine.state, ...view } });
  }
}
