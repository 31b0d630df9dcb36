import type { Address } from '../../protocol/text/addresses.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Roles } from './roles.ts';
import type { Roster } from './roster.ts';

export interface SuccessionOptions {
  roster: Roster;
  roles: Roles;
  clock: Clock;
  /** How long a conference may be without an organizer, in milliseconds. */
  organizerGoneMs: number;
  /** Called after this person has become an organizer. */
  succeeded: (address: Address) => void;
}

/** Makes sure that a conference with participants has an organizer (SPEC CONF-10). */
export class Succession {
  readonly #options: SuccessionOptions;
  #cancel: CancelTimer | undefined;

  constructor(options: SuccessionOptions) {
    this.#options = options;
  }

  /** A participant has joined, left or changed roles. */
  review(): void {
    const { clock, organizerGoneMs } = this.#options;
    if (!this.#needed) this.close();
    else this.#cancel ??= clock.after(organizerGoneMs, () => this.#succeed());
  }

  /** Stops the timer. Idempotent. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  get #needed(): boolean {
    const { roster, roles } = this.#options;
    const { joined } = roster;
    return joined.length > 0 && !joined.some(({ endpoint }) => roles.organizes(endpoint.address));
  }

  /** Makes the presenter who joined first an organizer; without a presenter, the participant who joined first. */
  #succeed(): void {
    const { roster, roles, succeeded } = this.#options;
    this.#cancel = undefined;
    const { joined } = roster;
    const successor = joined.find(({ role }) => role === 'presenter') ?? joined[0];
    if (successor === undefined) return;
    roles.give(successor.endpoint.address, 'organizer');
    succeeded(successor.endpoint.address);
  }
}
