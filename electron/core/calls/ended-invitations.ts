import type { Ending } from '../../../protocol/endings.ts';
import type { InvitationId } from '../../../protocol/ids.ts';

/** More than can ring within the time in which a notice may be late (SPEC RES-6). */
const remembered = 500;

/** Remembers ended invitations, so that an invitation that arrives late or twice does not ring (INV-2). */
export class EndedInvitations {
  readonly #endings = new Map<InvitationId, { ending: Ending; known: boolean }>();

  /**
   * Adds an ended invitation. The first ending counts.
   * @param known whether the invitation itself has arrived
   */
  add(id: InvitationId, ending: Ending, { known }: { known: boolean }): void {
    if (this.#endings.has(id)) return;
    this.#endings.set(id, { ending, known });
    const [oldest] = this.#endings.keys();
    if (this.#endings.size > remembered && oldest !== undefined) this.#endings.delete(oldest);
  }

  has(id: InvitationId): boolean {
    return this.#endings.has(id);
  }

  /** The invitation arrived after its end. @returns the ending, unless the invitation arrived before */
  arrived(id: InvitationId): Ending | undefined {
    const ended = this.#endings.get(id);
    if (ended === undefined || ended.known) return undefined;
    ended.known = true;
    return ended.ending;
  }
}
