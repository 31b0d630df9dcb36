import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../core/ports.ts';

/** The system's time. Only composition roots may use it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Random IDs of 128 bits. Only composition roots may use it. */
export const randomIds: Ids = { next: () => randomBytes(16).toString('base64url') };
