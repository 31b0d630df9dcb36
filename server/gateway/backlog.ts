/** What one connection may leave unread, in bytes. */
export const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
/** What all connections together may leave unread: so many of them may be full. */
const MAX_UNSENT_BYTES_IN_ALL = 12 * MAX_UNSENT_BYTES;

/** One connection, as far as what it has not read is concerned. */
export interface Reader {
  /** Bytes that were handed to its socket and are not sent yet. */
  buffered: () => number;
  /** It reads too slowly, and is closed. */
  drop: () => void;
}

/** Unsent bytes of one connection. */
export interface ReaderBacklog {
  /** A packet of so many bytes waits for the socket. */
  queued(bytes: number): void;
  /** All that waited was handed to the socket. */
  flushed(): void;
  /** Idempotent. */
  close(): void;
}

interface Entry extends Reader {
  waiting: number;
  /** As it was measured last. */
  unsent: number;
}

/**
 * Keeps what clients do not read within bounds: a connection over its own budget is closed, and the fullest one when
 * all together are over theirs.
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

  /** Those that have read meanwhile are measured again first. */
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
