import { ParleyError } from '../../protocol/errors.ts';
import type { RequestData } from '../../protocol/signaling/requests.ts';
import { MAX_BLOCKED } from '../../protocol/signaling/shapes.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { BlockTable } from '../store/block-table.ts';
import { stored } from '../store/store-failure.ts';
import type { Directory } from './directory.ts';
import type { Endpoint } from './endpoint.ts';

export interface BlocksOptions {
  table: BlockTable;
  directory: Directory;
  /** Called after an owner has blocked or unblocked another address. */
  changed: (owner: Address, other: Address, blocked: boolean) => void;
}

/** Which addresses each address has blocked (SPEC INV-11). */
export class Blocks {
  readonly #options: BlocksOptions;
  readonly #table: BlockTable;

  constructor(options: BlocksOptions) {
    this.#options = options;
    this.#table = options.table;
  }

  /**
   * Blocks or unblocks an address. The owner's other devices are notified.
   * @throws ParleyError TARGET_SELF, LIMIT_REACHED, STORE_FULL
   */
  set(from: Endpoint, { address, blocked }: RequestData<'block.set'>): void {
    const owner = from.address;
    if (address === owner) throw new ParleyError('TARGET_SELF', 'an address cannot block itself');
    if (this.#table.has(owner, address) === blocked) return;
    if (!blocked) stored(() => this.#table.remove(owner, address));
    else if (this.of(owner).length < MAX_BLOCKED) stored(() => this.#table.add(owner, address));
    else throw new ParleyError('LIMIT_REACHED', 'no more addresses can be blocked');
    const notice = { blocked: this.of(owner) };
    const { directory, changed } = this.#options;
    for (const device of directory.endpointsOf(owner)) {
      if (device !== from) device.notify('blocked-changed', notice);
    }
    changed(owner, address, blocked);
  }

  of(owner: Address): Address[] {
    return this.#table.of(owner);
  }

  /** @throws ParleyError TARGET_BLOCKED if `to` has blocked `from` */
  check(from: Address, to: Address): void {
    if (this.#table.has(to, from))
      throw new ParleyError('TARGET_BLOCKED', 'the target has blocked this address');
  }
}
