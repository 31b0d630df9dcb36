import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/ledger.ts';
import { Lease, type LeaseChanged, type LeasePorts } from './lease.ts';

/** The ledger of all leases that are held. */
export class Leases {
  readonly #ports: LeasePorts;
  readonly #held = new Map<LeaseId, Lease>();

  constructor(ports: LeasePorts) {
    this.#ports = ports;
  }

  /** Enters a lease of this holder. */
  grant(holder: Holder, changed: LeaseChanged): Lease {
    const lease = new Lease(this.#ports, { holder, changed, closed: (id) => this.#held.delete(id) });
    this.#held.set(lease.id, lease);
    return lease;
  }

  /** @throws ParleyError MEDIA_OBJECT_UNKNOWN when it is not held */
  find(id: LeaseId): Lease {
    const lease = this.#held.get(id);
    if (lease === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such lease');
    return lease;
  }

  /** Whether any lease is held at this moment. */
  get held(): boolean {
    return this.#held.size > 0;
  }

  /** Whether any lease has a device of this kind open: one that is unplugged gives way to another one (SES-1). */
  holds(source: 'microphone' | 'camera'): boolean {
    return [...this.#held.values()].some(({ status }) => status[source] !== 'off');
  }

  /** Whether any lease is opening a microphone or camera at this moment. */
  get opening(): boolean {
    return [...this.#held.values()].some((lease) => lease.opening);
  }
}
