import type { Address } from '../../protocol/text/addresses.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Roles } from './roles.ts';
import type { Roster } from './roster.ts';

export interface SuccessionOptions {
  roster: Roster;
  roles: Roles;
  clock: Clock;
  /** How long those who are in go without an organizer, in milliseconds. */
  organizerGoneMs: number;
  /** This person organizes from now on. */
  succeeded: (address: Address) => void;
}

/** Sees to it that a conference has an organizer while anybody is in it (SPEC CONF-10). */
export class Succession {
  readonly #options: SuccessionOptions;
  #cancel: CancelTimer | undefined;

  constructor(options: SuccessionOptions) {
    this.#options = options;
  }

  /** Somebody came or went, or has another role now. */
  review(): void {
    const { clock, organizerGoneMs } = this.#options;
    if (!this.#needed) this.close();
    else this.#cancel ??= clock.after(organizerGoneMs, () => this.#succeed());
  }

  /** Nobody succeeds any more. Idempotent. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  get #needed(): boolean {
    const { roster, roles } = this.#options;
    const { joined } = roster;
    return joined.length > 0 && !joined.some(({ endpoint }) => roles.organizes(endpoint.address));
  }

  /** The longest-present presenter; where there is none, whoever is there longest. */
  #succeed(): void {
    const { roster, roles, succeeded } = this.#options;
    this.#cancel = undefined;
    const { joined } = roster;
    const heir = joined.find(({ role }) => role === 'presenter') ?? joined[0];
    if (heir === undefined) return;
    roles.give(heir.endpoint.address, 'organizer');
    succeeded(heir.endpoint.address);
  }
}
