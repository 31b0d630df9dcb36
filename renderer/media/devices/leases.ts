import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { CaptureSource, Source } from '../../../protocol/media.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Devices } from './devices.ts';
import { Lease, type SourceNews } from './lease.ts';
import { UnconfirmedWishes } from './unconfirmed-wishes.ts';

/** What {@link Leases} need. */
export interface LeasesOptions {
  readonly devices: Devices;
  readonly send: SendCommand;
  /** Called when a source ended by itself, as in {@link Lease}. */
  readonly onEnded: (leaseId: LeaseId, source: Source, code?: ErrorCode) => void;
  /** Called with other news of a source. */
  readonly newsOf?: (leaseId: LeaseId) => SourceNews;
}

/** All leases of this page. */
export class Leases {
  /** What our user turned off here and main has not confirmed. Kept when the leases end with the connection to main. */
  readonly wishes = new UnconfirmedWishes();
  readonly #options: LeasesOptions;
  readonly #all: Signal<ReadonlyMap<LeaseId, Lease>> = signal(new Map());

  constructor(options: LeasesOptions) {
    this.#options = options;
    // The chosen device is used again whenever it is there (SPEC DEV-2). If that fails, the current device stays.
    options.devices.onChosenThere((sources) => void this.moveToChosen(sources).catch(() => undefined));
  }

  /** The lease with this ID; a new lease, which holds nothing yet, when main names it for the first time. */
  obtain(id: LeaseId): Lease {
    const known = this.#all.value.get(id);
    if (known) return known;
    const { devices, send, onEnded, newsOf } = this.#options;
    const lease = new Lease({
      id,
      devices,
      send,
      ...(newsOf && { news: newsOf(id) }),
      onEnded: (source, code) => onEnded(id, source, code),
    });
    this.wishes.applyTo(lease);
    this.#all.value = new Map(this.#all.value).set(id, lease);
    return lease;
  }

  /** The lease with this ID, if there is one. */
  find(id: LeaseId): Lease | undefined {
    return this.#all.value.get(id);
  }

  /** All leases, for the self-view. */
  get all(): ReadonlySignal<ReadonlyMap<LeaseId, Lease>> {
    return this.#all;
  }

  /**
   * Moves open sources to the devices that are chosen now. A source that fails keeps its device; the others still move.
   * @throws ParleyError the first failure, as {@link Lease.moveToChosen}
   */
  async moveToChosen(sources: readonly CaptureSource[]): Promise<void> {
    const all = [...this.#all.value.values()];
    const moves = all.flatMap((lease) => sources.map((source) => lease.moveToChosen(source)));
    const failed = (await Promise.allSettled(moves)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** Ends a lease. Returns the sources that it held; none for an unknown lease. */
  release(id: LeaseId): Source[] {
    const lease = this.#all.value.get(id);
    if (!lease) return [];
    const released = lease.release();
    const rest = new Map(this.#all.value);
    rest.delete(id);
    this.#all.value = rest;
    return released;
  }

  /** Ends every lease. */
  releaseAll(): void {
    for (const id of [...this.#all.value.keys()]) this.release(id);
  }
}
