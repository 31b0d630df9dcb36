import { ParleyError } from '../../../protocol/errors.ts';
import type { Clock, Fetch, Log, ServerChild, ShellPort } from '../ports.ts';
import type { ServerAccess } from './server-access.ts';
import { checkServerUrl } from './server-address.ts';
import { probeServer } from './server-probe.ts';

/** A Parley server that can be signed in to. */
export interface FoundServer {
  url: string;
  /** Whether `POST /token` gives a token to programs of its own user. */
  issuesTokens: boolean;
  /** Whether it is the one that comes with Parley: then it is started again when it dies. */
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
  /** Address of a server that is not the embedded one, or ''. Read at every search. */
  configured(): { url: string; insecureHosts: readonly string[] };
}

/** Another profile may be starting or quitting its own server at this moment: so often it is looked again. */
const searches = 4;
const searchPauseMs = 250;

/**
 * Finds the server, and starts the embedded one where there is none. Two profiles on one machine share it:
 * whoever comes first starts it, and when it goes away the next to notice starts another.
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
   * @throws ParleyError SERVER_UNREACHABLE, SERVER_INSECURE, SERVER_PORT_IN_USE, PROTOCOL_VERSION_MISMATCH, or
   *   what kept the embedded server from starting
   */
  find(): Promise<FoundServer> {
    this.#search ??= this.#find().finally(() => {
      this.#search = null;
    });
    return this.#search;
  }

  /** Stops the server if it is ours. Idempotent. */
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
      throw new ParleyError('SERVER_UNREACHABLE', 'no Parley server answers', { context: { url: origin } });
    }
    return { url: origin, issuesTokens: probe.health.issuesTokens, embedded: false };
  }

  async #findEmbedded(): Promise<FoundServer> {
    const url = `http://127.0.0.1:${this.#options.port}`;
    for (let left = searches; ; left -= 1) {
      const probe = await probeServer(this.#options.fetch, url);
      // What answers like a Parley is ours only if it proves that it runs as our user (SPEC SEC-1).
      if (probe.found === 'parley' && (await this.#options.access.isOurs(url))) {
        return { url, issuesTokens: probe.health.issuesTokens, embedded: true };
      }
      const failure = probe.found === 'nothing' ? await this.#start() : this.#portInUse();
      if (failure === null) return { url, issuesTokens: true, embedded: true };
      if (failure.code !== 'SERVER_PORT_IN_USE' || left <= 1) throw failure;
      await new Promise<void>((resolve) => this.#options.clock.after(searchPauseMs, resolve));
    }
  }

  /** @returns why it did not start, or null when it listens */
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
