import type { ParleyError, WireError } from '../../../protocol/errors.ts';
import type { Holder } from '../../../protocol/local/ledger.ts';
import type { RequestedMedia } from '../../../protocol/media.ts';
import type { PreviewView } from '../../../protocol/rpc/app-state.ts';
import type { Lease } from '../devices/lease.ts';
import type { Leases } from '../devices/leases.ts';
import type { Brought } from './stay/stay-media.ts';

export interface PreviewOptions {
  leases: Leases;
  show(preview: PreviewView | null): void;
}

/** The most that the contract allows. */
const MOST_ERRORS = 8;

const HOLDER: Holder = { purpose: 'preview', name: '' };

/** Lets the user try microphone and camera before joining (SPEC CONF-1). There is at most one preview at a time. */
export class Preview {
  readonly #options: PreviewOptions;
  #lease: Lease | null = null;
  #errors: WireError[] = [];

  constructor(options: PreviewOptions) {
    this.#options = options;
  }

  /** Opens what is wanted and releases the rest. Never rejects: failures are in the view. */
  async set(wanted: RequestedMedia, wish?: number): Promise<void> {
    if (!wanted.microphone && !wanted.camera) this.#lease = this.#release();
    const lease = this.#lease ?? this.#grant();
    this.#lease = lease;
    lease.wished(wish);
    this.#errors = [];
    this.#show();
    await lease.bringTo(wanted);
  }

  /** Shows that a device could not be opened, or went away. */
  failed(error: ParleyError): void {
    this.#errors = [...this.#errors, error.toWire()].slice(-MOST_ERRORS);
    this.#show();
  }

  /** Releases everything. Idempotent. */
  end(): void {
    if (this.#lease === null) return;
    this.#lease = this.#release();
    this.#show();
  }

  /**
   * Ends the preview because our user joins: its devices stay open for the conference.
   * @returns empty without a preview, or when nothing is wanted: then its devices are released
   */
  take({ microphone, camera }: RequestedMedia): Brought {
    const lease = this.#lease;
    if (lease === null || (!microphone && !camera)) {
      this.end();
      return {};
    }
    this.#lease = null;
    this.#show();
    return { capture: lease };
  }

  #grant(): Lease {
    return this.#options.leases.grant(HOLDER, () => this.#show());
  }

  #release(): null {
    void this.#lease?.release();
    return null;
  }

  #show(): void {
    const lease = this.#lease;
    this.#options.show(lease && { leaseId: lease.id, local: lease.status, errors: this.#errors });
  }
}
