import type { Ending } from '../../../protocol/endings.ts';
import type { InvitationId } from '../../../protocol/ids.ts';

/** More than can ring within the time in which a notice may be late (SPEC RES-6). */
const remembered = 500;

/** Invitations that are over, so that one which arrives late, or again, does not ring (INV-2). */
export class EndedInvitations {
  readonly #endings = new Map<InvitationId, { ending: Ending; known: boolean }>();

  /**
   * The first ending stays.
   * @param known the invitation itself was here
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

  /** The invitation is here, after its end. @returns the ending, unless it is here a second time */
  arrived(id: InvitationId): Ending | undefined {
    const ended = this.#endings.get(id);
    if (ended === undefined || ended.known) return undefined;
    ended.known = true;
    return ended.ending;
  }
}
