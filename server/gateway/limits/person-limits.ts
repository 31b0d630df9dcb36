import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import { BucketTable } from './bucket-table.ts';

/** 50 requests a second (SPEC RES-6). The burst is for ICE candidates and for several devices. */
const REQUESTS = { burst: 200, perSecond: 50 };
/** 50 requests of 64 KiB a second, and more than twice that at once, in bytes on the wire. */
const BYTES = { burst: 8 * 1024 * 1024, perSecond: 50 * 64 * 1024 };
/** New connections. A device with an unstable network reconnects every few seconds. */
const CONNECTS = { burst: 60, perSecond: 1 };
/** How many connections a person may have at the same time. */
const MAX_CONNECTIONS = 40;

/** Limits of one person over all of their connections. Reconnecting does not reset them (SPEC RES-6). */
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

  /** Counts a new connection of this person. False, without counting it, if there are too many. */
  begin(address: Address): boolean {
    const count = this.#connections.get(address) ?? 0;
    if (!this.#connects.take(address) || count >= MAX_CONNECTIONS) return false;
    this.#connections.set(address, count + 1);
    return true;
  }

  /** A counted connection is gone. */
  end(address: Address): void {
    const count = this.#connections.get(address) ?? 0;
    if (count > 1) this.#connections.set(address, count - 1);
    else this.#connections.delete(address);
  }
}
