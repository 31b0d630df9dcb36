import type { EventQueue } from './kernel/event-queue.ts';
import type { Clock, PageConnection, SignalingPort } from './ports.ts';

/** What pages show and parts of the core react to. */
export type Part = 'sessions' | 'stay';

/** A clock whose timers are events of the queue. */
export function queuedClock(clock: Clock, queue: EventQueue<Part>): Clock {
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    after: (delayMs, task) => clock.after(delayMs, () => queue.run(task)),
  };
}

/** Connections whose news are events of the queue. */
export function queuedSignaling(signaling: SignalingPort, queue: EventQueue<Part>): SignalingPort {
  return {
    connect: ({ events, ...options }) =>
      signaling.connect({
        ...options,
        events: {
          opened: () => queue.run(() => events.opened()),
          failed: (error, final) => queue.run(() => events.failed(error, final)),
          lost: () => queue.run(() => events.lost()),
          notice: (notice) => queue.run(() => events.notice(notice)),
        },
      }),
  };
}

/** A connected page whose commands are events of the queue. */
export function queuedPage(page: PageConnection, queue: EventQueue<Part>): PageConnection {
  return {
    handle: (name, data) => queue.perform(() => page.handle(name, data)),
    closed: () => queue.run(() => page.closed()),
  };
}
