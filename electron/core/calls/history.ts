import * as z from 'zod';
import type { ParleyError } from '../../../protocol/errors.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import {
  HistoryEntry,
  interruptedEntry,
  MAX_HISTORY,
  UnfinishedCall,
} from '../../../protocol/local/history.ts';
import { Address, type Address as AddressType } from '../../../protocol/text/addresses.ts';
import { JsonFileWriter, loadJsonFile } from '../kernel/json-file.ts';
import type { Clock, JsonFile, Log } from '../ports.ts';

/** People whose history one profile keeps; the person who signed in longest ago is dropped first. */
const maxOwners = 10;
/** The most unfinished calls, as many as there can be sessions. */
const maxUnfinished = 100;
/** How often the file notes that a call is still running, in milliseconds: the precision of its duration after a crash. */
const aliveEveryMs = 30_000;

/** The calls of each person, latest first. The person who signed in last comes last. */
const HistoryFile = z.object({
  owners: z
    .array(
      z.object({
        address: Address,
        entries: z.array(HistoryEntry).max(MAX_HISTORY),
        unfinished: z.array(UnfinishedCall).max(maxUnfinished).default([]),
      }),
    )
    .max(maxOwners)
    .default([]),
});

export interface CallHistoryOptions {
  file: JsonFile;
  clock: Clock;
  log: Log;
  /** Shows the calls of the signed-in user, latest first. */
  show(history: HistoryEntry[]): void;
}

/** The calls that are over, kept on disk for each address that signs in on this profile (SPEC INV-12). */
export class CallHistory {
  readonly #options: CallHistoryOptions;
  readonly #entries = new Map<AddressType, HistoryEntry[]>();
  /** Calls of the signed-in user that are not over. */
  readonly #unfinished = new Map<SessionId, UnfinishedCall>();
  readonly #writer: JsonFileWriter;
  #stopAlive: (() => void) | null = null;
  /** STORE_DAMAGED when the file could not be read; it was set aside. */
  readonly damage: ParleyError | undefined;
  #owner: AddressType | null = null;
  #shown = false;

  constructor(options: CallHistoryOptions) {
    this.#options = options;
    const { file, clock, log } = options;
    const { value, damage } = loadJsonFile('history', file, HistoryFile);
    this.damage = damage;
    for (const { address, entries, unfinished } of value.owners) {
      const interrupted = unfinished.map(interruptedEntry).sort((one, other) => other.atMs - one.atMs);
      this.#entries.set(address, [...interrupted, ...entries].slice(0, MAX_HISTORY));
    }
    this.#writer = new JsonFileWriter({
      what: 'history',
      file,
      clock,
      log,
      content: () => ({
        owners: [...this.#entries].map(([address, entries]) => ({
          address,
          entries,
          unfinished: address === this.#owner ? [...this.#unfinished.values()].slice(-maxUnfinished) : [],
        })),
      }),
    });
  }

  /** A user signed in: shows the user's calls, and adds calls that end from now on to them. */
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

  /** The user signed out: the calls are hidden. Calls that still end are added to that user's calls. */
  hide(): void {
    this.#shown = false;
    this.#options.show([]);
  }

  /**
   * A call is dialled, rings or is running. It is on the disk when this returns, so that a crash leaves an entry. An
   * unchanged call is not written again.
   */
  begin(call: UnfinishedCall): void {
    if (this.#owner === null) return;
    const known = this.#unfinished.get(call.id);
    const isNew =
      known === undefined ||
      JSON.stringify({ ...known, aliveAtMs: 0 }) !== JSON.stringify({ ...call, aliveAtMs: 0 });
    if (!isNew) return;
    this.#unfinished.set(call.id, call);
    this.#write();
    this.#watch();
  }

  /** Removes an unfinished call that does not belong in the history. */
  forget(id: SessionId): void {
    const entries = (this.#owner && this.#entries.get(this.#owner)) ?? [];
    const stands = entries.some((entry) => entry.id === id);
    if (!this.#unfinished.delete(id) && !stands) return;
    this.#watch();
    this.#change((all) => all.filter((entry) => entry.id !== id));
  }

  /** A call is over, or its ending was corrected. An unfinished call is completed on the disk at once. */
  add(entry: HistoryEntry): void {
    const hasBegun = this.#unfinished.delete(entry.id);
    this.#watch();
    this.#change((entries) => {
      const at = entries.findIndex(({ id }) => id === entry.id);
      return at < 0 ? [entry, ...entries].slice(0, MAX_HISTORY) : entries.with(at, entry);
    });
    if (hasBegun) this.#writer.flush();
  }

  /** The user has looked at the history. */
  see(): void {
    this.#change((entries) => entries.map((entry) => (entry.seen ? entry : { ...entry, seen: true })));
  }

  clear(): void {
    this.#change(() => []);
  }

  /** Writes pending changes now. */
  flush(): void {
    this.#writer.flush();
  }

  #write(): void {
    this.#writer.changed();
    this.#writer.flush();
  }

  /** Notes in the file at intervals which calls are still running. */
  #watch(): void {
    const talking = [...this.#unfinished.values()].some((call) => call.establishedAtMs !== undefined);
    if (!talking) {
      this.#stopAlive?.();
      this.#stopAlive = null;
    } else {
      this.#stopAlive ??= this.#options.clock.after(aliveEveryMs, () => this.#alive());
    }
  }

  #alive(): void {
    const aliveAtMs = this.#options.clock.now();
    for (const [id, call] of this.#unfinished) {
      if (call.establishedAtMs !== undefined) this.#unfinished.set(id, { ...call, aliveAtMs });
    }
    this.#stopAlive = null;
    this.#write();
    this.#watch();
  }

  #change(change: (entries: HistoryEntry[]) => HistoryEntry[]): void {
    if (this.#owner === null) return;
    const entries = change(this.#entries.get(this.#owner) ?? []);
    this.#entries.set(this.#owner, entries);
    if (this.#shown) this.#options.show(entries);
    this.#writer.changed();
  }
}
