import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import { Lease, type LeaseChanged } from './lease.ts';
import { type CaptureSource, type DevicePorts, LeaseDevices } from './lease-devices.ts';
import type { Ledger } from './ledger.ts';

/** What leases need from around them. */
export interface LeasePorts extends DevicePorts {
  /** A device could not be opened, or went away: the user is told, what it was for goes on. */
  deviceFailed(error: ParleyError, holder: Holder): void;
}

/** All leases that are held, and the ledger of their tracks. */
export class Leases {
  readonly #ports: LeasePorts;
  readonly #ledger: Ledger;
  readonly #held = new Map<LeaseId, Lease>();

  constructor(ports: LeasePorts, ledger: Ledger) {
    this.#ports = ports;
    this.#ledger = ledger;
  }

  /** Enters a lease of this holder. */
  grant(holder: Holder, changed: LeaseChanged): Lease {
    const rights: Lease[] = [];
    const devices = new LeaseDevices(this.#ports, {
      changed: (status) => {
        for (const right of [...rights]) right.changed(status);
      },
      failed: (error) => {
        const [first] = rights;
        if (first) this.#ports.deviceFailed(error, first.holder);
      },
    });
    const shared = {
      devices,
      rights,
      heldBy: (first: Lease) => this.#heldBy(first),
      closed: (id: LeaseId) => this.#held.delete(id),
    };
    const lease = new Lease(shared, holder, changed);
    this.#held.set(lease.id, lease);
    return lease;
  }

  /** Whether anybody has a right to it. */
  has(id: LeaseId): boolean {
    return this.#held.has(id);
  }

  /** The right that has been there longest. @throws ParleyError MEDIA_OBJECT_UNKNOWN when the lease is not held */
  find(id: LeaseId): Lease {
    const lease = this.#held.get(id);
    if (lease === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such lease');
    return lease;
  }

  /**
   * Enters a capture track or clone, before the page uses it (SPEC LEASE-1).
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when the lease is over, LIMIT_REACHED, or MEDIA_FAILED
   */
  holdTrack({ leaseId, ...track }: CommandData<'hold-track'>): void {
    const { holder } = this.find(leaseId);
    this.#ledger.enter({ ...track, leaseId, holder });
  }

  /** The page has seen the end of these tracks; their lease may be over long since. */
  tracksEnded({ leaseId, trackIds }: CommandData<'tracks-ended'>): void {
    this.#ledger.ended(leaseId, trackIds);
  }

  /** The page is gone, and its tracks with it. What is held still is wanted on the next one ({@link Lease.reopen}). */
  pageGone(): void {
    for (const lease of [...this.#held.values()]) lease.pageGone();
    this.#ledger.pageGone();
  }

  /** Whether any lease has a device of this kind open: one that is unplugged gives way to another one (SES-1). */
  holds(source: CaptureSource): boolean {
    return [...this.#held.values()].some(({ status }) => status[source] !== 'off');
  }

  /** Whether any lease is opening a device of this kind at this moment. */
  opens(source: CaptureSource): boolean {
    return [...this.#held.values()].some((lease) => lease.opens(source));
  }

  #heldBy(first: Lease): void {
    this.#held.set(first.id, first);
    this.#ledger.handedOver(first.id, first.holder);
  }
}
