import type { IceCandidate } from '../../../../protocol/media.ts';

/** Keeps ICE candidates, in order, until their receiver is ready. */
export class CandidateGate {
  #waiting: (IceCandidate | null)[] | null = [];
  readonly #deliver: (candidate: IceCandidate | null) => void;

  constructor(deliver: (candidate: IceCandidate | null) => void) {
    this.#deliver = deliver;
  }

  /** Delivers or keeps a candidate; `null` says that there are no more. */
  push(candidate: IceCandidate | null): void {
    if (this.#waiting === null) this.#deliver(candidate);
    else this.#waiting.push(candidate);
  }

  /** Keeps candidates from now on until it is opened, since another description is on its way. */
  shut(): void {
    this.#waiting ??= [];
  }

  /** Shuts, and drops the kept candidates, which belong to an earlier connection. */
  reset(): void {
    this.#waiting = [];
  }

  /** Delivers the kept candidates, and later ones at once. */
  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const candidate of waiting) this.#deliver(candidate);
  }
}
