import type { ReferFailure } from '../../../protocol/refer.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { Stay } from '../conferences/stay/stay.ts';
import type { Reached, WayToTarget } from './way-to-target.ts';

/** The stay in a conference to which our user was referred (SPEC REF-6). */
export class StayAtTarget implements WayToTarget {
  readonly #stay: Stay;

  constructor(stay: Stay) {
    this.#stay = stay;
  }

  look(): Reached {
    const { view } = this.#stay;
    switch (view.state) {
      case 'connected':
        return { state: 'established' };
      case 'waiting':
        return { state: 'ringing' };
      case 'leaving':
      case 'exited':
        return { state: 'failed', failure: failureOf(view) };
      default:
        return { state: 'trying' };
    }
  }

  giveUp(): void {
    this.#stay.leave().catch(() => {});
  }
}

/** Why our user is not in. */
function failureOf({ ending, error }: StayView): ReferFailure {
  if (error !== undefined) {
    const { code } = error;
    // What is said of this conference is said by those who made it so.
    const refused = code.startsWith('CONFERENCE_');
    if (code === 'CONFERENCE_ENDED') return { by: 'target', reason: 'ended', code };
    if (refused) return { by: 'target', reason: 'forbidden', code };
  }
  const { by = 'you', reason = 'left' } = ending ?? {};
  const code = error === undefined ? {} : { code: error.code };
  if (by === 'you') return { by: 'referee', reason: reason === 'left' ? 'cancelled' : reason, ...code };
  return { by: by === 'them' ? 'target' : 'system', reason, ...code };
}
