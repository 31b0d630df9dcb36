import type { CancelTimer, Clock } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';

export interface AbsencesOptions {
  clock: Clock;
  /** How long an endpoint may be absent, in milliseconds. */
  resumeMs: number;
  /** The endpoint has not reconnected in time, or its device has signed in as a new endpoint. */
  over: (endpoint: Endpoint) => void;
}

/** Endpoints whose connection broke recently: their calls and stays wait for them to reconnect (SPEC LEASE-5). */
export class Absences {
  readonly #options: AbsencesOptions;
  readonly #absent = new Map<Endpoint, CancelTimer>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  /** Its connection broke. The absence ends after `resumeMs`, or immediately if that is 0. */
  begin(endpoint: Endpoint): void {
    const { clock, resumeMs } = this.#options;
    if (resumeMs === 0) this.#options.over(endpoint);
    else
      this.#absent.set(
        endpoint,
        clock.after(resumeMs, () => this.#end(endpoint)),
      );
  }

  /** A device has signed in. If it was absent, it has a new endpoint now, and the absence of the old one ends. */
  endFor({ address, deviceName }: Pick<Endpoint, 'address' | 'deviceName'>): void {
    for (const endpoint of [...this.#absent.keys()]) {
      if (endpoint.address === address && endpoint.deviceName === deviceName) this.#end(endpoint);
    }
  }

  /** Forgets all absences without ending them. Idempotent. */
  close(): void {
    for (const cancel of this.#absent.values()) cancel();
    this.#absent.clear();
  }

  #end(endpoint: Endpoint): void {
    this.#absent.get(endpoint)?.();
    this.#absent.delete(endpoint);
    this.#options.over(endpoint);
  }
}
