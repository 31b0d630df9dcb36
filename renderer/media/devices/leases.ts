import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { LeaseId } from '../../../protocol/ids.ts';
import type { CaptureSource, Source } from '../../../protocol/media.ts';
import type { SendCommand } from '../../bridge/send-command.ts';
import type { Devices } from './devices.ts';
import { Lease, type SourceNews } from './lease.ts';

/** What {@link Leases} are made of. */
export interface LeasesOptions {
  readonly devices: Devices;
  readonly send: SendCommand;
  /** A source ended by itself, as {@link Lease} tells it. */
  readonly onEnded: (leaseId: LeaseId, source: Source, code?: ErrorCode) => void;
  /** What else is to be known of a source. */
  readonly newsOf?: (leaseId: LeaseId) => SourceNews;
}

/** All leases of this page. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #all: Signal<ReadonlyMap<LeaseId, Lease>> = signal(new Map());

  constructor(options: LeasesOptions) {
    this.#options = options;
    // The device that the user chose is used again whenever it is there (SPEC DEV-2). What fails stays where it is.
    options.devices.onChosenThere((sources) => void this.moveToChosen(sources).catch(() => undefined));
  }

  /** The lease of this id; a new one, which holds nothing yet, when main names it for the first time. */
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
    this.#all.value = new Map(this.#all.value).set(id, lease);
    return lease;
  }

  /** The lease of this id, if there is one. */
  find(id: LeaseId): Lease | undefined {
    return this.#all.value.get(id);
  }

  /** All leases, for the own picture. */
  get all(): ReadonlySignal<ReadonlyMap<LeaseId, Lease>> {
    return this.#all;
  }

  /**
   * Moves what is open to the devices that are chosen now; what fails stays where it is, and costs the others nothing.
   * @throws ParleyError the first failure, as {@link Lease.moveToChosen}
   */
  async moveToChosen(sources: readonly CaptureSource[]): Promise<void> {
    const all = [...this.#all.value.values()];
    const moves = all.flatMap((lease) => sources.map((source) => lease.moveToChosen(source)));
    const failed = (await Promise.allSettled(moves)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** Ends a lease. Returns what it held; nothing when it is not known. */
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
