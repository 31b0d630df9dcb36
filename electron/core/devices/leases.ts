import { ParleyError } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { CaptureSource } from '../../../protocol/media.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import { Lease, type LeaseChanged, type SharedDevices } from './lease.ts';
import { type DevicePorts, LeasedDevices } from './leased-devices.ts';
import type { Ledger } from './ledger.ts';

/** What leases need from their surroundings. */
export interface LeasePorts extends DevicePorts {
  /** A device could not be opened, or went away: our user is told, and the session or stay continues. */
  deviceFailed(error: ParleyError, holder: Holder): void;
}

/** All held leases, and the ledger of their tracks. */
export class Leases {
  readonly #ports: LeasePorts;
  readonly #ledger: Ledger;
  readonly #held = new Map<LeaseId, SharedDevices>();

  constructor(ports: LeasePorts, ledger: Ledger) {
    this.#ports = ports;
    this.#ledger = ledger;
  }

  /** Adds a lease for this holder. */
  grant(holder: Holder, changed: LeaseChanged): Lease {
    const rights: Lease[] = [];
    const devices = new LeasedDevices(this.#ports, {
      changed: (status) => {
        for (const right of [...rights]) right.changed(status);
      },
      failed: (error) => {
        const [first] = rights;
        if (first) this.#ports.deviceFailed(error, first.holder);
      },
    });
    const shared: SharedDevices = {
      devices,
      rights,
      heldBy: (first) => this.#ledger.handedOver(first.id, first.holder),
      closed: () => this.#held.delete(devices.id),
    };
    this.#held.set(devices.id, shared);
    return new Lease(shared, holder, changed);
  }

  /** Whether any right to this lease is left. */
  has(id: LeaseId): boolean {
    return this.#held.has(id);
  }

  /** The oldest right to this lease. @throws ParleyError MEDIA_OBJECT_UNKNOWN when the lease is not held */
  find(id: LeaseId): Lease {
    const [first] = this.#held.get(id)?.rights ?? [];
    if (first === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such lease');
    return first;
  }

  /** The devices of this lease, for facts from the page. @throws ParleyError as {@link find} */
  devices(id: LeaseId): LeasedDevices {
    const shared = this.#held.get(id);
    if (shared === undefined) throw new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no such lease');
    return shared.devices;
  }

  /**
   * Enters a capture track or clone, before the page uses it (SPEC LEASE-1).
   * @throws ParleyError MEDIA_OBJECT_UNKNOWN when the lease is over, LIMIT_REACHED, or MEDIA_FAILED
   */
  holdTrack({ leaseId, ...track }: CommandData<'hold-track'>): void {
    const { holder } = this.find(leaseId);
    this.#ledger.enter({ ...track, leaseId, holder });
  }

  /** The page has seen the end of these tracks. Their lease may be over. */
  tracksEnded({ leaseId, trackIds }: CommandData<'tracks-ended'>): void {
    this.#ledger.ended(leaseId, trackIds);
  }

  /** The page is gone, and its tracks with it. What is still held is wanted on the next page ({@link Lease.reopen}). */
  pageGone(): void {
    for (const { devices } of [...this.#held.values()]) devices.pageGone();
    this.#ledger.pageGone();
  }

  /** Whether any lease has a device of this kind open: if it is unplugged, another one replaces it (SES-1). */
  holds(source: CaptureSource): boolean {
    return [...this.#held.values()].some(({ devices }) => devices.status[source] !== 'off');
  }

  /** Whether any lease is opening a device of this kind at this moment. */
  opens(source: CaptureSource): boolean {
    return [...this.#held.values()].some(({ devices }) => devices.opens(source));
  }
}
