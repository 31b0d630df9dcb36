import type { Session } from '../calls/session/session.ts';

/**
 * An invitation that takes the place of a call of ours (RFC 3891, SPEC REF-5): it is accepted by itself, on the devices
 * of that call. Until it is established, and when it never is, that call goes on untouched.
 */
export class Replacement {
  readonly #session: Session;
  readonly #replaced: Session;
  #done = false;

  constructor(session: Session, replaced: Session) {
    this.#session = session;
    this.#replaced = replaced;
  }

  /** Why it failed stands in the state, as for every session. */
  begin(): void {
    this.#session.record.takesPlace = true;
    this.#session.accept(this.#replaced.wanted).catch(() => {});
  }

  /** It is done, or nothing is left to be replaced, or nothing that replaces it. */
  get over(): boolean {
    return this.#done || this.#session.over || !this.#replaced.live;
  }

  /** What it follows may be different now. */
  changed(): void {
    if (this.over || !this.#session.record.established) return;
    this.#done = true;
    // Whom our user has put on hold does not come back under another name.
    if (this.#replaced.view.hold.byUs) this.#session.hold.set(true).catch(() => {});
    void this.#replaced.hangUp('replaced');
  }
}
