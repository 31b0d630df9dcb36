import type { EventEmitter } from 'node:events';
import { Message, type MessageBus, sessionBus, type Variant } from '@jellybrick/dbus-next';
import { type PrivateBus, startPrivateBus } from './private-bus.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

/** Reasons for which a notification closes (Desktop Notifications Specification, NotificationClosed). */
const REASONS = { expired: 1, dismissed: 2, closed: 3 } as const;

/** A notification that a program asked the service to show. */
export interface Shown {
  id: number;
  appName: string;
  replacesId: number;
  summary: string;
  body: string;
  /** Label by key; `default` is the click on the notification itself. */
  actions: Record<string, string>;
  /** Values without their D-Bus types. */
  hints: Record<string, unknown>;
  /** Milliseconds; 0 for never, -1 for the service's own choice. */
  expireTimeoutMs: number;
}

/** One call of the service. `id` is the ID of the notification that was shown or closed. */
export type Call =
  | { name: 'Notify'; id: number; shown: Shown }
  | { name: 'CloseNotification'; id: number }
  | { name: 'GetCapabilities' | 'GetServerInformation' };

export interface NotificationDaemonOptions {
  /** Capabilities of the service; by default all that Chromium and Parley use. */
  capabilities?: readonly string[];
}

/**
 * A notification service for tests on a private D-Bus. It shows nothing, records all calls, and clicks what a test asks
 * for. Pass `env` to the programs under test.
 */
export class NotificationDaemon {
  /** All calls, in order of arrival. */
  readonly calls: Call[] = [];
  /** The notifications that are visible now, by ID. */
  readonly shown = new Map<number, Shown>();
  readonly #private: PrivateBus;
  readonly #bus: MessageBus;
  readonly #capabilities: readonly string[];
  /** How many calls of each name `next` has returned. */
  readonly #returned: Partial<Record<Call['name'], number>> = {};
  #waiting: (() => void)[] = [];
  #lastId = 0;

  private constructor(bus: PrivateBus, capabilities: readonly string[]) {
    this.#private = bus;
    this.#capabilities = capabilities;
    this.#bus = sessionBus({ busAddress: bus.address });
    // The bus may exit before our connection is closed.
    (this.#bus as EventEmitter).on('error', () => {});
    this.#bus.addMethodHandler((message) => this.#handle(message));
  }

  /** Starts the bus and the service on it. */
  static async start({
    capabilities = ['actions', 'body', 'body-markup', 'persistence'],
  }: NotificationDaemonOptions = {}): Promise<NotificationDaemon> {
    const daemon = new NotificationDaemon(await startPrivateBus(), capabilities);
    await daemon.#bus.requestName(NAME);
    return daemon;
  }

  get address(): string {
    return this.#private.address;
  }

  get env(): PrivateBus['env'] {
    return this.#private.env;
  }

  /** Returns the next call of this name, and waits for it. @throws Error after `timeoutMs`, with all calls */
  async next<Name extends Call['name']>(
    name: Name,
    timeoutMs = 10_000,
  ): Promise<Extract<Call, { name: Name }>> {
    const returned = this.#returned[name] ?? 0;
    this.#returned[name] = returned + 1;
    const find = () => this.calls.filter((call) => call.name === name)[returned];
    return (await this.#wait(find, `call ${returned + 1} of ${name}`, timeoutMs)) as never;
  }

  /** Resolves when the program has withdrawn this notification. @throws Error after `timeoutMs` */
  async closed(id: number, timeoutMs = 10_000): Promise<void> {
    const find = () => this.calls.find((call) => call.name === 'CloseNotification' && call.id === id);
    await this.#wait(find, `CloseNotification of ${id}`, timeoutMs);
  }

  /** Clicks an action (`default` is the notification itself). The notification then closes, unless it is resident. */
  invoke(id: number, action: string): void {
    this.#signal('ActionInvoked', 'us', [id, action]);
    if (this.shown.get(id)?.hints.resident !== true) this.#close(id, REASONS.dismissed);
  }

  /** Closes a notification as the user would, without choosing an action. */
  dismiss(id: number): void {
    this.#close(id, REASONS.dismissed);
  }

  /** Takes the service off the bus; the bus continues to run. */
  async leaveBus(): Promise<void> {
    await this.#bus.releaseName(NAME);
  }

  /** Stops the service and the bus. Idempotent. */
  async stop(): Promise<void> {
    this.#bus.disconnect();
    await this.#private.stop();
  }

  #handle(message: Message): boolean {
    if (message.interface !== NAME || message.path !== PATH) return false;
    switch (message.member) {
      case 'Notify':
        this.#notify(message);
        break;
      case 'CloseNotification': {
        const [id] = message.body as [number];
        this.#reply(message);
        this.#close(id, REASONS.closed);
        this.#log({ name: 'CloseNotification', id });
        break;
      }
      case 'GetCapabilities':
        this.#reply(message, 'as', [[...this.#capabilities]]);
        this.#log({ name: 'GetCapabilities' });
        break;
      case 'GetServerInformation':
        this.#reply(message, 'ssss', ['parley-test', 'Parley', '1', '1.2']);
        this.#log({ name: 'GetServerInformation' });
        break;
      default:
        return false;
    }
    return true;
  }

  #notify(message: Message): void {
    const [appName, replacesId, , summary, body, actions, hints, expireTimeoutMs] = message.body as [
      string,
      number,
      string,
      string,
      string,
      string[],
      Record<string, Variant>,
      number,
    ];
    const id = replacesId || ++this.#lastId;
    const shown: Shown = {
      id,
      appName,
      replacesId,
      summary,
      body,
      expireTimeoutMs,
      actions: Object.fromEntries(
        actions.flatMap((key, at) => (at % 2 === 0 ? [[key, actions[at + 1] ?? '']] : [])),
      ),
      hints: Object.fromEntries(Object.entries(hints).map(([key, { value }]) => [key, value])),
    };
    this.shown.set(id, shown);
    this.#reply(message, 'u', [id]);
    this.#log({ name: 'Notify', id, shown });
  }

  #close(id: number, reason: number): void {
    if (this.shown.delete(id)) this.#signal('NotificationClosed', 'uu', [id, reason]);
  }

  #reply(message: Message, signature = '', body: unknown[] = []): void {
    this.#bus.send(Message.newMethodReturn(message, signature, body));
  }

  #signal(name: string, signature: string, body: unknown[]): void {
    this.#bus.send(Message.newSignal(PATH, NAME, name, signature, body));
  }

  #log(call: Call): void {
    this.calls.push(call);
    const woken = this.#waiting;
    this.#waiting = [];
    for (const wake of woken) wake();
  }

  async #wait<Found>(find: () => Found | undefined, what: string, timeoutMs: number): Promise<Found> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      for (const wake of this.#waiting.splice(0)) wake();
    }, timeoutMs);
    try {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        if (late)
          throw new Error(`${what}: not within ${timeoutMs} ms; calls: ${JSON.stringify(this.calls)}`);
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
