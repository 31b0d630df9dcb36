import type { AppState } from '../../protocol/rpc/app-state.ts';
import type { SessionView } from '../../protocol/rpc/session-view.ts';

type KeyIn<View> = View extends unknown ? keyof View : never;
type FactIn<View, Key> = View extends unknown ? (Key extends keyof View ? View[Key] : never) : never;

/**
 * A session whose type and state a test knows. The test can read every fact of any type and state; where the session does
 * not have the fact, it reads undefined.
 */
export type SessionFacts = { [Key in KeyIn<SessionView>]: FactIn<SessionView, Key> };

/** The sessions of a client, for a test that knows their types and states. */
export function sessionsIn({ sessions }: Pick<AppState, 'sessions'>): SessionFacts[] {
  return sessions as SessionFacts[];
}
