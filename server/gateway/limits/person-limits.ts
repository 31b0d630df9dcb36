import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import { BucketTable } from './bucket-table.ts';

/** 50 requests a second (SPEC RES-6). ICE candidates come in bursts, and a person may have several devices. */
const REQUESTS = { burst: 200, perSecond: 50 };
/** 50 requests of 64 KiB, and twice that at once, in bytes on the wire. */
const BYTES = { burst: 8 * 1024 * 1024, perSecond: 50 * 64 * 1024 };
/** Connections that are opened. A device whose network comes and goes tries every few seconds. */
const CONNECTS = { burst: 60, perSecond: 1 };
/** Connections that a person has at a time. */
const MAX_CONNECTIONS = 40;

/** What one person may do on all their connections together: a reconnect resets nothing (SPEC RES-6). */
export class PersonLimits {
  readonly requests: BucketTable<Address>;
  readonly bytes: BucketTable<Address>;
  readonly #connects: BucketTable<Address>;
  readonly #connections = new Map<Address, number>();

  constructor(clock: Clock) {
    this.requests = new BucketTable({ size: REQUESTS, clock });
    this.bytes = new BucketTable({ size: BYTES, clock });
    this.#connects = new BucketTable({ size: CONNECTS, clock });
  }

  /** A connection of this person begins. False when there are too many: then it has not begun. */
  begin(address: Address): boolean {
    const count = this.#connections.get(address) ?? 0;
    if (!this.#connects.take(address) || count >= MAX_CONNECTIONS) return false;
    this.#connections.set(address, count + 1);
    return true;
  }

  /** A connection that has begun is gone. */
  end(address: Address): void {
    const count = this.#connections.get(address) ?? 0;
    if (count > 1) this.#connections.set(address, count - 1);
    else this.#connections.delete(address);
  }
}
