import type { Sessions } from '../calls/sessions.ts';
import type { AttachedCommands } from '../ports.ts';
import type { Escalations } from './escalations.ts';

/** The parts of the core that run the commands of this file. */
export interface EscalationCommandParts {
  sessions: Sessions;
  escalations: Escalations;
}

/** The page's commands about escalations. */
export function escalationCommands({ sessions, escalations }: EscalationCommandParts) {
  return {
    escalate: async ({ sessionId, to }) => {
      return { conferenceId: await escalations.escalate(sessions.find(sessionId), to) };
    },
    'source-carried': async (data) => {
      escalations.sourceHandedOver(data);
      return {};
    },
  } satisfies Partial<AttachedCommands>;
}
