import type { EventEmitter } from 'node:events';
import type { Clock } from '../../core/ports.ts';

/** How long a program on the bus may take to reply. */
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

/** A signal from a program on the bus. */
export interface BusSignal {
  /** Unique name of the sender's connection. It cannot be forged. */
  sender: string;
  member: string;
  body: unknown[];
}

/** The part of the user's session bus that Parley needs. */
export interface SessionBus {
  /** @throws Error if the other program refuses, does not exist, or does not reply in time */
  call(call: BusCall): Promise<{ sender: string; body: unknown[] }>;
  /** Listens to the signals of one interface. */
  onSignal(interfaceName: string, listener: (signal: BusSignal) => void): Promise<void>;
  /** Wraps a value with its type, for parameters of any type. */
  variant(signature: string, value: unknown): unknown;
  /** Idempotent. */
  close(): void;
}

/** Returns the address of this user's session bus: from the environment, or at its usual path if `exists` finds it. */
export function sessionBusAddress(
  env: Readonly<Record<string, string | undefined>>,
  exists: (file: string) => boolean,
): string | undefined {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  const socket = env.XDG_RUNTIME_DIR ? `${env.XDG_RUNTIME_DIR}/bus` : undefined;
  return socket !== undefined && exists(socket) ? `unix:path=${socket}` : undefined;
}

/** Connects to a bus. @throws Error if the bus cannot be reached */
export async function connectSessionBus(address: string, clock: Clock): Promise<SessionBus> {
  // The library is loaded only if there is a bus.
  const { Message, sessionBus, Variant } = await import('@jellybrick/dbus-next');
  const bus = sessionBus({ busAddress: address });
  const waiting = new Set<(error: Error) => void>();
  let broken: Error | undefined;
  (bus as EventEmitter).on('error', (error: Error) => {
    broken ??= error;
    for (const reject of waiting) reject(error);
  });
  const withTimeout = <T>(reply: Promise<T>, action: string): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    reply.then(resolve, reject);
    waiting.add(reject);
    const timeout = new Error(`${action}: no reply on the session bus`);
    const stopTimer = clock.after(callTimeoutMs, () => reject(timeout));
    return promise.finally(() => {
      stopTimer();
      waiting.delete(reject);
    });
  };
  const call = async (call: BusCall) => {
    if (broken !== undefined) throw broken;
    const reply = await withTimeout(bus.call(new Message({ ...call })), call.member);
    return { sender: reply?.sender ?? '', body: reply?.body ?? [] };
  };
  try {
    await withTimeout(new Promise<void>((resolve) => bus.once('connect', resolve)), 'connect');
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

/** Message type of signals (D-Bus Specification, "Message Format"). */
const SIGNAL = 4;
