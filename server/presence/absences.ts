import type { CancelTimer, Clock } from '../clock.ts';
import type { Endpoint } from './endpoint.ts';

export interface AbsencesOptions {
  clock: Clock;
  /** How long an endpoint may be absent, in milliseconds. */
  resumeMs: number;
  /** It is not coming back. */
  over: (endpoint: Endpoint) => void;
}

/** The endpoints whose connection broke a moment ago: their calls and stays wait for them (SPEC LEASE-5). */
export class Absences {
  readonly #options: AbsencesOptions;
  readonly #absent = new Map<Endpoint, CancelTimer>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  /** Its connection broke. It is over after `resumeMs`; at once when that is 0. */
  begin(endpoint: Endpoint): void {
    const { clock, resumeMs } = this.#options;
    if (resumeMs === 0) this.#options.over(endpoint);
    else
      this.#absent.set(
        endpoint,
        clock.after(resumeMs, () => this.#end(endpoint)),
      );
  }

  /** A device has signed in. If it is one that was absent, it comes as a new endpoint: the old one is over. */
  endFor({ address, deviceName }: Pick<Endpoint, 'address' | 'deviceName'>): void {
    for (const endpoint of [...this.#absent.keys()]) {
      if (endpoint.address === address && endpoint.deviceName === deviceName) this.#end(endpoint);
    }
  }

  /** From now on none is over any more. Idempotent. */
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
