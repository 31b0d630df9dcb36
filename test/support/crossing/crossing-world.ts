import { Client } from '../../../electron/core/client.ts';
import { openMemory } from '../../../electron/shell/profile/message-database.ts';
import type { Identity } from '../../../protocol/signaling/shapes.ts';
import { addressOfName, DisplayName } from '../../../protocol/text/addresses.ts';
import { SignInLifetime } from '../../../server/auth/sign-in-lifetime.ts';
import type { Clock } from '../../../server/clock.ts';
import { createFocus, type Focus } from '../../../server/conferences/focus.ts';
import { ServerConfig } from '../../../server/config/config.ts';
import { Connection } from '../../../server/gateway/connection.ts';
import { SampledLog } from '../../../server/gateway/limits/sampled-log.ts';
import { createLog } from '../../../server/log.ts';
import { openStore } from '../../../server/store/open-store.ts';
import type { Store } from '../../../server/store/store.ts';
import { FakeNetwork, FakeProfileFiles, FakeShell } from '../core/fakes/fake-shell.ts';
import { FakeClock, settled } from '../fake-clock.ts';
import { FakeMedia } from '../server/fake-media.ts';
import { type SessionFacts, sessionsIn } from '../session-facts.ts';
import { Agenda } from './agenda.ts';
import { CrossingPage, MediaPaths } from './crossing-page.ts';
import { LossyLink } from './lossy-link.ts';
import type { Random } from './random.ts';

const DOMAIN = 'example.org';
const SERVER = 'http://127.0.0.1:7450';
/** Longer than every time-out, expiry and retry together. */
const PATIENCE_MS = 5 * 60_000;

/** As much as can come of a few deeds; more is a loop. */
const MOST_EVENTS = 5_000;

const STILL: Clock = { nowMs: () => 0, monotonicMs: () => 0, after: () => () => {} };

/** A token that never expires. */
function endless(identity: Identity): SignInLifetime {
  const verifier = { verify: async () => Promise.reject(new Error('nothing is renewed here')) };
  const token = { identity, expiresAtMs: Number.MAX_SAFE_INTEGER };
  return new SignInLifetime(token, { verifier, clock: STILL, expired: () => {} });
}

/** One device of a person: a whole client core, its page, and its link to the server. */
export interface Device {
  readonly name: string;
  readonly client: Client;
  readonly page: CrossingPage;
  readonly link: LossyLink;
}

/** The real server's focus and real client cores, whose every message waits until chance lets it arrive. */
export class CrossingWorld {
  readonly devices: Device[] = [];
  readonly focus: Focus;
  readonly #store: Store;
  readonly #clock = new FakeClock();
  readonly #agenda: Agenda;
  readonly #paths: MediaPaths;
  #lastId = 0;
  readonly #failures: string[] = [];

  constructor(random: Random, reordering: number) {
    this.#agenda = new Agenda(random, reordering);
    this.#paths = new MediaPaths(this.#clock);
    const config = ServerConfig.parse({ jwtSecret: 'x'.repeat(32), domain: DOMAIN });
    const log = createLog('silent');
    const newId = () => this.#newId('server');
    const clock = this.#clock;
    this.#store = openStore({ folder: undefined, newId, clock, log });
    const parts = { media: new FakeMedia(), clock, log, newId, store: this.#store };
    this.focus = createFocus(config, parts, () => SERVER);
  }

  /** A person signs in on one more device. Resolves when the page is attached; the registration is on its way. */
  async arrive(person: string, name: string): Promise<Device> {
    const identity = { address: addressOfName(person, DOMAIN), displayName: DisplayName.parse(person) };
    const { registration, handlers, metrics } = this.focus;
    const log = createLog('silent');
    const clock = this.#clock;
    const sampled = new SampledLog(log, clock);
    const link = new LossyLink({
      name,
      agenda: this.#agenda,
      clock,
      accept: (send) =>
        new Connection({
          registration,
          handlers,
          metrics,
          clock,
          log,
          sampled,
          send,
          lifetime: endless(identity),
        }),
    });
    const network = new FakeNetwork();
    network.serve(SERVER);
    const client = new Client(
      {
        shell: new FakeShell(network),
        signaling: link,
        fetch: network.fetch,
        clock,
        secrets: network.secrets,
        files: new FakeProfileFiles(),
        messages: { store: openMemory() },
        ids: { next: () => this.#newId(name) },
        log: { info: () => {}, warn: (message, facts) => this.#warned(name, message, facts) },
      },
      { version: '0.1.0', deviceName: name, port: 7450, token: 'known' },
    );
    const page = new CrossingPage({ name, client, agenda: this.#agenda, paths: this.#paths });
    await page.attach();
    page.send('sign-in', { displayName: identity.displayName }).catch(() => {});
    const device = { name, client, page, link };
    this.devices.push(device);
    return device;
  }

  /** Lets some of what is on its way arrive. */
  async steps(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1) {
      this.#agenda.step();
      await settled();
    }
  }

  /** Everything that is on its way arrives, and no time passes. */
  async calm(): Promise<void> {
    await settled();
    for (let left = MOST_EVENTS; left > 0 && !this.#agenda.empty; left -= 1) await this.steps(1);
  }

  /** Time passes, while nothing arrives. */
  pass(ms: number): Promise<void> {
    return this.#clock.pass(ms);
  }

  /** Everything arrives, and time passes until nothing is left to happen. */
  async drain(): Promise<void> {
    const untilMs = this.#clock.now() + PATIENCE_MS;
    await settled();
    for (let left = MOST_EVENTS; left > 0; left -= 1) {
      if (!this.#agenda.empty) this.#agenda.step();
      else if (!this.#clock.advanceToNext(untilMs - this.#clock.now())) return;
      await settled();
    }
    throw new Error('it never comes to rest');
  }

  async close(): Promise<void> {
    for (const { client } of this.devices) {
      const closing = client.close();
      await this.drain();
      await closing;
    }
    this.#store.close();
    if (this.#failures.length > 0) throw new Error(this.#failures.join('\n'));
  }

  /** What fails inside a client, where no caller could learn of it, fails the run. */
  #warned(name: string, message: string, facts: Record<string, unknown> = {}): void {
    if (message === 'an event failed') this.#failures.push(`${name}: ${JSON.stringify(facts)}`);
  }

  #newId(owner: string): string {
    this.#lastId += 1;
    return `${owner}-id-${String(this.#lastId).padStart(6, '0')}`;
  }
}

/** What this device shows of its calls. */
export function sessionsOf({ client }: Device): readonly SessionFacts[] {
  return sessionsIn(client.state);
}
