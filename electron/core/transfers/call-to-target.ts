import type { ReferFailure } from '../../../protocol/refer.ts';
import type { Session } from '../calls/session/session.ts';
import type { SessionFacts } from '../calls/session/session-facts.ts';
import type { TargetAttempt, TargetProgress } from './target-attempt.ts';

/** The call to a person to whom our user was referred. */
export class CallToTarget implements TargetAttempt {
  readonly #current: () => Session;

  /** @param current returns the call to the target: ours, or the target's if the two crossed (SPEC INV-13) */
  constructor(current: () => Session) {
    this.#current = current;
  }

  progress(): TargetProgress {
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

  cancel(): void {
    void this.#current().hangUp();
  }
}

/** Returns why the call failed. */
function failureOf({ ending, error }: SessionFacts): ReferFailure {
  // The session is terminating without an ending yet: our user hung up.
  if (ending === undefined) return { by: 'referee', reason: 'cancelled' };
  const { by, reason, text } = ending;
  const code = error?.code;
  if (by === 'you') return { by: 'referee', reason: reason === 'hung-up' ? 'cancelled' : reason, code };
  if (by === 'them') return { by: 'target', reason, text, code };
  return { by: 'system', reason, code };
}
