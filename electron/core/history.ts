import * as z from 'zod';
import { Address, type Address as AddressType } from '../../protocol/addresses.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { HistoryEntry, MAX_HISTORY } from '../../protocol/history.ts';
import { KeptWriter, loadKept } from './kept.ts';
import type { Clock, KeptFile, Log } from './ports.ts';

/** So many people who sign in on one profile have their history kept; whoever was here longest ago leaves first. */
const maxOwners = 10;

/** Whose calls, latest first. Who signed in last stands last. */
const HistoryFile = z.object({
  owners: z
    .array(z.object({ address: Address, entries: z.array(HistoryEntry).max(MAX_HISTORY) }))
    .max(maxOwners)
    .default([]),
});

export interface CallHistoryOptions {
  file: KeptFile;
  clock: Clock;
  log: Log;
  /** Shows the calls of whoever is signed in, latest first. */
  show(history: HistoryEntry[]): void;
}

/** The calls that are over, kept on disk for each address that signs in on this profile (SPEC INV-12). */
export class CallHistory {
  readonly #options: CallHistoryOptions;
  readonly #entries = new Map<AddressType, HistoryEntry[]>();
  readonly #writer: KeptWriter;
  /** STORE_DAMAGED when what was kept could not be read; it is set aside. */
  readonly damage: ParleyError | undefined;
  #owner: AddressType | null = null;
  #shown = false;

  constructor(options: CallHistoryOptions) {
    this.#options = options;
    const { file, clock, log } = options;
    const { value, damage } = loadKept('history', file, HistoryFile);
    this.damage = damage;
    for (const { address, entries } of value.owners) this.#entries.set(address, entries);
    this.#writer = new KeptWriter({
      ...{ what: 'history', file, clock, log },
      content: () => ({
        owners: [...this.#entries].map(([address, entries]) => ({ address, entries })),
      }),
    });
  }

  /** Somebody signed in: their calls are shown, and what ends from now on is theirs. */
  open(owner: AddressType): void {
    const entries = this.#entries.get(owner) ?? [];
    this.#entries.delete(owner);
    this.#entries.set(owner, entries);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxOwners && oldest !== undefined) this.#entries.delete(oldest);
    this.#owner = owner;
    this.#shown = true;
    this.#options.show(entries);
  }

  /** They signed out: nobody else may see it. What still ends is kept for them. */
  hide(): void {
    this.#shown = false;
    this.#options.show([]);
  }

  /** A call is over, or ended in another way than was thought at first. */
  add(entry: HistoryEntry): void {
    this.#change((entries) => {
      const at = entries.findIndex(({ id }) => id === entry.id);
      return at < 0 ? [entry, ...entries].slice(0, MAX_HISTORY) : entries.with(at, entry);
    });
  }

  /** Our user has looked at it. */
  see(): void {
    this.#change((entries) => entries.map((entry) => (entry.seen ? entry : { ...entry, seen: true })));
  }

  clear(): void {
    this.#change(() => []);
  }

  /** Writes now what is not written yet. */
  flush(): void {
    this.#writer.flush();
  }

  #change(change: (entries: HistoryEntry[]) => HistoryEntry[]): void {
    if (this.#owner === null) return;
    const entries = change(this.#entries.get(this.#owner) ?? []);
    this.#entries.set(this.#owner, entries);
    if (this.#shown) this.#options.show(entries);
    this.#writer.changed();
  }
}
