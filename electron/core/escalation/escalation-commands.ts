import type { Sessions } from '../calls/sessions.ts';
import type { AttachedCommands } from '../ports.ts';
import type { Escalations } from './escalations.ts';

/** Who carries the commands of this file out. */
export interface EscalationCommandOwners {
  sessions: Sessions;
  escalations: Escalations;
}

/** The page's commands and facts about a call that becomes a conference. */
export function escalationCommands({ sessions, escalations }: EscalationCommandOwners) {
  return {
    escalate: async ({ sessionId, to }) => {
      return { conferenceId: await escalations.escalate(sessions.find(sessionId), to) };
    },
    'source-carried': async (data) => {
      escalations.carried(data);
      return {};
    },
  } satisfies Partial<AttachedCommands>;
}
