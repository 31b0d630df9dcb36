import type { Session } from '../calls/session/session.ts';

/**
 * An invitation that replaces one of our calls (RFC 3891, SPEC REF-5). It is accepted automatically with the devices of
 * that call. The replaced call continues until the new one is established, or for good if it never is.
 */
export class Replacement {
  readonly #session: Session;
  readonly #replaced: Session;
  #done = false;

  constructor(session: Session, replaced: Session) {
    this.#session = session;
    this.#replaced = replaced;
  }

  /** Accepts the invitation. A failure shows in the state, as for every session. */
  begin(): void {
    this.#session.record.takesPlace = true;
    this.#session.accept(this.#replaced.wanted).catch(() => {});
  }

  /** Whether the replacement is done, or one of the two calls has ended. */
  get over(): boolean {
    return this.#done || this.#session.over || !this.#replaced.live;
  }

  /** Call it when the sessions may have changed. */
  changed(): void {
    if (this.over || !this.#session.record.established) return;
    this.#done = true;
    // If our user had put the replaced call on hold, the new call stays on hold.
    if (this.#replaced.view.hold.byUs) this.#session.hold.set(true).catch(() => {});
    void this.#replaced.hangUp('replaced');
  }
}
