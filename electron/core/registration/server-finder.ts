import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock, Fetch, Log, ServerChild, ShellPort } from '../ports.ts';
import type { ServerAccess } from './server-access.ts';
import { checkServerUrl } from './server-address.ts';
import { probeServer } from './server-probe.ts';

/** A Parley server that can be signed in to. */
export interface FoundServer {
  url: string;
  /** Whether `POST /token` issues tokens to programs of the server's own user. */
  issuesTokens: boolean;
  /** Whether it is the embedded server, which is started again if it dies. */
  embedded: boolean;
}

export interface ServerFinderOptions {
  shell: ShellPort;
  fetch: Fetch;
  access: ServerAccess;
  clock: Clock;
  log: Log;
  /** Port of the embedded server. */
  port: number;
  /** The configured server; an empty `url` means the embedded one. Read at every search. */
  configured(): { url: string; insecureHosts: readonly string[] };
}

/** Number of attempts to find the embedded server: another profile may be starting or stopping it meanwhile. */
const maxAttempts = 4;
const attemptPauseMs = 250;

/**
 * Finds the server, and starts the embedded one if there is none. Profiles on one machine share the embedded server: the
 * first one starts it, and if it ends, the next profile to notice starts another.
 */
export class ServerFinder {
  readonly #options: ServerFinderOptions;
  #child: ServerChild | null = null;
  #search: Promise<FoundServer> | null = null;
  #closed = false;

  constructor(options: ServerFinderOptions) {
    this.#options = options;
  }

  /**
   * Finds or starts the server.
   * @throws ParleyError SERVER_UNREACHABLE, SERVER_INSECURE, SERVER_PORT_IN_USE, PROTOCOL_VERSION_MISMATCH, or
   *   the error with which the embedded server failed to start
   */
  find(): Promise<FoundServer> {
    this.#search ??= this.#find().finally(() => {
      this.#search = null;
    });
    return this.#search;
  }

  /** Stops the embedded server if this profile started it. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = this.#child;
    this.#child = null;
    await child?.stop();
  }

  async #find(): Promise<FoundServer> {
    const { url, insecureHosts } = this.#options.configured();
    if (url === '') return this.#findEmbedded();
    const origin = checkServerUrl(url, insecureHosts);
    const probe = await probeServer(this.#options.fetch, origin);
    if (probe.found !== 'parley') {
      throw new ParleyError('SERVER_UNREACHABLE', 'no Parley server replied', { context: { url: origin } });
    }
    return { url: origin, issuesTokens: probe.health.issuesTokens, embedded: false };
  }

  async #findEmbedded(): Promise<FoundServer> {
    const url = `http://127.0.0.1:${this.#options.port}`;
    for (let attemptsLeft = maxAttempts; ; attemptsLeft -= 1) {
      const probe = await probeServer(this.#options.fetch, url);
      // A Parley server is ours only if it proves that it runs as our user (SPEC SEC-1).
      if (probe.found === 'parley' && (await this.#options.access.isOurs(url))) {
        return { url, issuesTokens: probe.health.issuesTokens, embedded: true };
      }
      const failure = probe.found === 'nothing' ? await this.#start() : this.#portInUse();
      if (failure === null) return { url, issuesTokens: true, embedded: true };
      if (failure.code !== 'SERVER_PORT_IN_USE' || attemptsLeft <= 1) throw failure;
      await new Promise<void>((resolve) => this.#options.clock.after(attemptPauseMs, resolve));
    }
  }

  /** @returns null when the server listens, or the error with which it failed to start */
  async #start(): Promise<ParleyError | null> {
    if (this.#closed) return new ParleyError('SERVER_START_FAILED', 'Parley is closing');
    const child = this.#options.shell.startServer({
      PARLEY_HOST: '127.0.0.1',
      PARLEY_PORT: String(this.#options.port),
      PARLEY_MEDIA_PORT: '0',
      PARLEY_ISSUE_TOKENS: 'true',
    });
    this.#child = child;
    void child.exited.then(() => {
      if (this.#child === child) this.#child = null;
      this.#options.log.info('the embedded server has ended');
    });
    const report = await child.report;
    if (report.type === 'listening') return null;
    await child.stop();
    return ParleyError.fromWire(report.error);
  }

  #portInUse(): ParleyError {
    const context = { port: this.#options.port };
    return new ParleyError('SERVER_PORT_IN_USE', 'another program uses the port', { context });
  }
}
