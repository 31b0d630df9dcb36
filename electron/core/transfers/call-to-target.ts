import type { ReferFailure } from '../../../protocol/refer.ts';
import type { SessionView } from '../../../protocol/rpc/app-state.ts';
import type { Session } from '../calls/session/session.ts';
import type { Reached, WayToTarget } from './way-to-target.ts';

/** The call to a person to whom our user was referred. */
export class CallToTarget implements WayToTarget {
  readonly #current: () => Session;

  /** @param current the call to them: ours, or the one of theirs that it crossed (SPEC INV-13) */
  constructor(current: () => Session) {
    this.#current = current;
  }

  look(): Reached {
    const { view } = this.#current();
    switch (view.state) {
      case 'established':
        return { state: 'established' };
      case 'terminating':
      case 'terminated':
        return { state: 'failed', failure: failureOf(view) };
      default:
        return { state: view.progress === 'ringing' ? 'ringing' : 'trying' };
    }
  }

  giveUp(): void {
    void this.#current().hangUp();
  }
}

/** Why there is no call. */
function failureOf({ ending, error }: SessionView): ReferFailure {
  // Our goodbye is on its way: it was our user's wish.
  if (ending === undefined) return { by: 'referee', reason: 'cancelled' };
  const { by, reason, text } = ending;
  const code = error === undefined ? {} : { code: error.code };
  if (by === 'you') return { by: 'referee', reason: reason === 'hung-up' ? 'cancelled' : reason, ...code };
  if (by === 'them') return { by: 'target', reason, ...(text === undefined ? {} : { text }), ...code };
  return { by: 'system', reason, ...code };
}
