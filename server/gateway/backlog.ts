/** Maximum unsent data of one connection, in bytes. */
export const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
/** Maximum unsent data of all connections together, in bytes. */
const MAX_UNSENT_BYTES_IN_ALL = 12 * MAX_UNSENT_BYTES;

/** A connection whose unsent data is measured. */
export interface Reader {
  /** Bytes that its socket has buffered and not sent yet. */
  buffered: () => number;
  /** Closes the connection, since it reads too slowly. */
  drop: () => void;
}

/** Counts the unsent data of one connection. */
export interface ReaderBacklog {
  /** A packet of this size is waiting for the socket. */
  queued(bytes: number): void;
  /** All waiting packets were passed to the socket. */
  flushed(): void;
  /** Idempotent. */
  close(): void;
}

interface Entry extends Reader {
  waiting: number;
  /** At the last measurement. */
  unsent: number;
}

/**
 * Limits the data that clients do not read. A connection that exceeds its own limit is closed. If all connections
 * together exceed theirs, the one with the most unsent data is closed.
 */
export class Backlogs {
  readonly #entries = new Set<Entry>();
  #unsent = 0;

  open(reader: Reader): ReaderBacklog {
    const entry: Entry = { ...reader, waiting: 0, unsent: 0 };
    this.#entries.add(entry);
    return {
      queued: (bytes) => {
        entry.waiting += bytes;
        this.#measure(entry);
        if (entry.unsent > MAX_UNSENT_BYTES) this.#drop(entry);
        else if (this.#unsent > MAX_UNSENT_BYTES_IN_ALL) this.#dropFullest();
      },
      flushed: () => {
        entry.waiting = 0;
      },
      close: () => this.#forget(entry),
    };
  }

  /** Measures all connections again first, since some have read in the meantime. */
  #dropFullest(): void {
    let fullest: Entry | undefined;
    for (const entry of this.#entries) {
      this.#measure(entry);
      if (fullest === undefined || entry.unsent > fullest.unsent) fullest = entry;
    }
    if (fullest !== undefined && this.#unsent > MAX_UNSENT_BYTES_IN_ALL) this.#drop(fullest);
  }

  #measure(entry: Entry): void {
    if (!this.#entries.has(entry)) return;
    const unsent = entry.waiting + entry.buffered();
    this.#unsent += unsent - entry.unsent;
    entry.unsent = unsent;
  }

  #drop(entry: Entry): void {
    this.#forget(entry);
    entry.drop();
  }

  #forget(entry: Entry): void {
    if (this.#entries.delete(entry)) this.#unsent -= entry.unsent;
  }
}
