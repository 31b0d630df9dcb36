import type { EventEmitter } from 'node:events';
import type { Clock } from '../../core/ports.ts';

/** How long a program on the bus may take to answer. */
const callTimeoutMs = 3_000;

/** A call of a method on the bus (D-Bus Specification, "Message Types"). */
export interface BusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
}

/** A signal that somebody sent. `sender` is the unique name of its connection: it cannot be forged. */
export interface BusSignal {
  sender: string;
  member: string;
  body: unknown[];
}

/** The user's session bus, as far as it is needed. */
export interface SessionBus {
  /** @throws Error when the other side refuses, is not there, or does not answer in time */
  call(call: BusCall): Promise<{ sender: string; body: unknown[] }>;
  /** Listens to the signals of one interface. */
  onSignal(interfaceName: string, listener: (signal: BusSignal) => void): Promise<void>;
  /** A value with its type, for places that take any. */
  variant(signature: string, value: unknown): unknown;
  /** Idempotent. */
  close(): void;
}

/** The address of the session bus of this user: as the desktop gives it, or at its usual place. */
export function sessionBusAddress(
  env: Readonly<Record<string, string | undefined>>,
  isThere: (file: string) => boolean,
): string | undefined {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  const socket = env.XDG_RUNTIME_DIR ? `${env.XDG_RUNTIME_DIR}/bus` : undefined;
  return socket !== undefined && isThere(socket) ? `unix:path=${socket}` : undefined;
}

/** Connects to a bus. @throws Error when it cannot be reached */
export async function connectSessionBus(address: string, clock: Clock): Promise<SessionBus> {
  // Loaded only where there is a bus.
  const { Message, sessionBus, Variant } = await import('@jellybrick/dbus-next');
  const bus = sessionBus({ busAddress: address });
  const waiting = new Set<(error: Error) => void>();
  let broken: Error | undefined;
  (bus as EventEmitter).on('error', (error: Error) => {
    broken ??= error;
    for (const reject of waiting) reject(error);
  });
  const within = <T>(answer: Promise<T>, what: string): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    answer.then(resolve, reject);
    waiting.add(reject);
    const late = new Error(`${what}: no answer on the session bus`);
    const stopTimer = clock.after(callTimeoutMs, () => reject(late));
    return promise.finally(() => {
      stopTimer();
      waiting.delete(reject);
    });
  };
  const call = async (call: BusCall) => {
    if (broken !== undefined) throw broken;
    const reply = await within(bus.call(new Message({ ...call })), call.member);
    return { sender: reply?.sender ?? '', body: reply?.body ?? [] };
  };
  try {
    await within(new Promise<void>((resolve) => bus.once('connect', resolve)), 'connect');
  } catch (thrown) {
    bus.disconnect();
    throw thrown;
  }
  return {
    call,
    async onSignal(interfaceName, listener) {
      bus.on('message', ({ type, interface: from, sender, member, body }) => {
        if (type === SIGNAL && from === interfaceName) listener({ sender, member, body });
      });
      await call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'AddMatch',
        signature: 's',
        body: [`type='signal',interface='${interfaceName}'`],
      });
    },
    variant: (signature, value) => new Variant(signature, value),
    close() {
      broken ??= new Error('the session bus was closed');
      bus.disconnect();
    },
  };
}

/** D-Bus Specification, "Message Format". */
const SIGNAL = 4;
