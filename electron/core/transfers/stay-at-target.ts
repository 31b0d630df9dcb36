import type { ReferFailure } from '../../../protocol/refer.ts';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import type { Stay } from '../conferences/stay/stay.ts';
import type { TargetAttempt, TargetProgress } from './target-attempt.ts';

/** The stay in a conference to which our user was referred (SPEC REF-6). */
export class StayAtTarget implements TargetAttempt {
  readonly #stay: Stay;

  constructor(stay: Stay) {
    this.#stay = stay;
  }

  progress(): TargetProgress {
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

  cancel(): void {
    this.#stay.leave().catch(() => {});
  }
}

/** Returns why our user is not in the conference. */
function failureOf({ ending, error }: StayView): ReferFailure {
  if (error !== undefined) {
    const { code } = error;
    // A refusal by the conference counts as a refusal by the target.
    const refused = code.startsWith('CONFERENCE_');
    if (code === 'CONFERENCE_ENDED') return { by: 'target', reason: 'ended', code };
    if (refused) return { by: 'target', reason: 'forbidden', code };
  }
  const { by = 'you', reason = 'left' } = ending ?? {};
  const code = error?.code;
  if (by === 'you') return { by: 'referee', reason: reason === 'left' ? 'cancelled' : reason, code };
  return { by: by === 'them' ? 'target' : 'system', reason, code };
}
