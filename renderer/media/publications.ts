import type { ReadonlySignal } from '@preact/signals';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { CarriageId, LeaseId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';
import type { SourceState } from './devices/lease.ts';
import type { Leases } from './devices/leases.ts';

/** What is sent, on any carriage. Several carriages may carry the same source at once. */
export interface Publication {
  /** The current output of a source. */
  read(source: Source): ReadonlySignal<SourceState>;
  /** Reports that a source cannot be sent: its device is released, and main is told why. */
  giveUp(source: Source, code: ErrorCode): void;
}

/** The leases of a publication: the screen may have a lease of its own. */
export interface PublishedLeases {
  readonly leaseId: LeaseId;
  readonly screenLeaseId?: LeaseId;
}

/** What each open carriage of this page sends. */
export class Publications {
  readonly #leases: Leases;
  readonly #leasesOf = new Map<CarriageId, readonly LeaseId[]>();

  constructor(leases: Leases) {
    this.#leases = leases;
  }

  /** Sets what this carriage sends from now on, until {@link forget}. */
  open(carriageId: CarriageId, { leaseId, screenLeaseId = leaseId }: PublishedLeases): Publication {
    this.#leasesOf.set(carriageId, [leaseId, screenLeaseId]);
    const [captured, screen] = [this.#leases.obtain(leaseId), this.#leases.obtain(screenLeaseId)];
    const leaseOf = (source: Source) => (source === 'screen' ? screen : captured);
    return {
      read: (source) => leaseOf(source).source(source),
      giveUp: (source, code) => leaseOf(source).giveUp(source, code),
    };
  }

  /** Forgets a closed carriage. Its leases continue until main releases them. */
  forget(carriageId: CarriageId): void {
    this.#leasesOf.delete(carriageId);
  }

  /**
   * Our user ends this carriage: the devices that only this carriage sends are released at once (SPEC LEASE-2).
   * @returns opens them again, if main refuses
   */
  endDevicesOf(carriageId: CarriageId): () => Promise<unknown> {
    const reverts = this.leasesOf(carriageId).map((leaseId) => this.#leases.find(leaseId)?.end());
    return () => Promise.all(reverts.map((revert) => revert?.()));
  }

  /** The leases that only this carriage sends. */
  leasesOf(carriageId: CarriageId): LeaseId[] {
    const others = [...this.#leasesOf]
      .filter(([id]) => id !== carriageId)
      .flatMap(([, leaseIds]) => leaseIds);
    return (this.#leasesOf.get(carriageId) ?? []).filter((leaseId) => !others.includes(leaseId));
  }
}
