import type { IceCandidate } from '../../../../protocol/media.ts';

/** Keeps ICE candidates back, in order, until whoever takes them is ready for them. */
export class CandidateGate {
  #waiting: (IceCandidate | null)[] | null = [];
  readonly #deliver: (candidate: IceCandidate | null) => void;

  constructor(deliver: (candidate: IceCandidate | null) => void) {
    this.#deliver = deliver;
  }

  /** `null` says that there are no more. */
  push(candidate: IceCandidate | null): void {
    if (this.#waiting === null) this.#deliver(candidate);
    else this.#waiting.push(candidate);
  }

  /** From now on keeps them back again, until it is opened: another description is on its way. */
  shut(): void {
    this.#waiting ??= [];
  }

  /** Shuts, and forgets what is kept: it belongs to a connection that there is no more. */
  reset(): void {
    this.#waiting = [];
  }

  /** Delivers what was kept, and from now on at once. */
  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const candidate of waiting) this.#deliver(candidate);
  }
}
