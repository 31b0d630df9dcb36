import { ParleyError } from '../../../protocol/errors.ts';

/** Events that follow from each other, or reactions, one after the other: beyond this they cause each other endlessly. */
const mostSteps = 1_000;

interface Reaction<Part> {
  parts: readonly Part[];
  react(): void;
}

interface Waiting {
  event(): void;
  /** The number of events that led to this event, each caused by the one before: 0 for an event from outside. */
  causes: number;
  /** Takes the reason why it is not run. */
  refused(error: ParleyError): void;
}

/**
 * One event at a time. Notices, commands and timers enter here. An event runs to its end (its transition, then its
 * effects), then everything that reacts to what it changed runs once, and only then the next event begins:
 *
 * ```
 *   run(event) ─► event ─► changed('sessions'), changed('sessions'), changed('stay')
 *                   └────► reactions to sessions and stay, each once ─► reactions to what those changed ─► next event
 * ```
 * What a promise continues after an `await` is an event of its own: its reactions run in a microtask.
 */
export class EventQueue<Part extends string> {
  readonly #failed: (error: ParleyError) => void;
  readonly #reactions: Reaction<Part>[] = [];
  #waiting: Waiting[] = [];
  /** How many events led to the one that is running. */
  #causes = 0;
  #changed = new Set<Part>();
  #isRunning = false;
  #isScheduled = false;

  /**
   * @param failed takes what a reaction or an event threw; the others run all the same. STATE_ILLEGAL with the
   *   `parts` when the reactions never come to rest, or when events cause each other endlessly
   */
  constructor(failed: (error: ParleyError) => void) {
    this.#failed = failed;
  }

  /** Calls `react` after each event that changed one of these parts, in the order of registration. */
  when(parts: readonly Part[], react: () => void): void {
    this.#reactions.push({ parts, react });
  }

  /** This part is different now: what reacts to it runs after the event that is running. */
  changed(part: Part): void {
    this.#changed.add(part);
    if (this.#isRunning || this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.run(() => {});
    });
  }

  /**
   * Runs one event to its end. An event that arrives while another one runs, or its reactions are due, waits.
   * What it throws goes to `failed`, as for an event that waited: a broken timer or notice does not end the program.
   */
  run(event: () => void): void {
    this.#enter(event, this.#failed);
  }
  /** Runs a command as one event, up to its first `await`. @returns what the command returns */
  perform<Reply>(command: () => Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#enter(() => {
        const begun = (async () => command())();
        begun.then(resolve, reject);
      }, reject);
    });
  }

  #enter(event: () => void, refused: (error: ParleyError) => void): void {
    if (this.#isRunning || this.#isScheduled) {
      const causes = this.#isRunning ? this.#causes + 1 : 0;
      this.#waiting.push({ event, causes, refused });
      return;
    }
    this.#isRunning = true;
    this.#attempt(event);
    this.#finish();
    this.#isRunning = false;
  }

  /** Runs the reactions to what has changed, and the events that wait, until nothing is left. However many wait: all. */
  #finish(): void {
    this.#react();
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#causes = next.causes;
      if (next.causes < mostSteps) this.#attempt(next.event);
      else next.refused(new ParleyError('STATE_ILLEGAL', 'events cause each other endlessly'));
      this.#react();
    }
    this.#causes = 0;
  }

  /** Runs the reactions to what has changed, until nothing changes any more. */
  #react(): void {
    for (let left = mostSteps; left > 0; left -= 1) {
      if (this.#changed.size === 0) return;
      const changed = this.#changed;
      this.#changed = new Set();
      for (const { parts, react } of this.#reactions) {
        if (parts.some((part) => changed.has(part))) this.#attempt(react);
      }
    }
    const context = { parts: [...this.#changed].join(' '), events: this.#waiting.length };
    this.#changed.clear();
    this.#failed(new ParleyError('STATE_ILLEGAL', 'the reactions never come to rest', { context }));
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#failed(ParleyError.from(thrown, 'STATE_ILLEGAL'));
    }
  }
}
