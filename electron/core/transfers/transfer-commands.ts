import type { ReferTarget } from '../../../protocol/refer.ts';
import type { CommandData } from '../../../protocol/rpc/commands.ts';
import { parseOwnConferenceLink } from '../../../protocol/text/links.ts';
import type { Sessions } from '../calls/sessions.ts';
import type { AttachedCommands } from '../ports.ts';
import type { Registration } from '../registration/registration.ts';
import type { Transfers } from './transfers.ts';

/** The parts of the core that run the commands of this file. */
export interface TransferCommandParts {
  registration: Pick<Registration, 'serverUrls'>;
  sessions: Sessions;
  transfers: Transfers;
}

const done = {};

/** The page's commands about transfers. */
export function transferCommands({ registration, sessions, transfers }: TransferCommandParts) {
  return {
    transfer: async ({ sessionId, target, replaces }) => {
      const session = sessions.find(sessionId);
      const { id, sent } = transfers.refer(session, targetOf(target, registration.serverUrls), { replaces });
      await sent;
      return { referId: id };
    },
    'cancel-transfer': async ({ referId }) => {
      await transfers.find(referId).cancel();
      return done;
    },
    'terminate-subscription': async ({ referId }) => {
      await transfers.find(referId).terminateSubscription();
      return done;
    },
    'dismiss-transfer': async ({ referId }) => {
      transfers.dismiss(referId);
      return done;
    },
    'answer-referral': async ({ referId, accepted }) => {
      await transfers.answer(referId, accepted);
      return done;
    },
  } satisfies Partial<AttachedCommands>;
}

/** @throws ParleyError CONFERENCE_LINK_INVALID, CONFERENCE_OTHER_SERVER */
function targetOf(target: CommandData<'transfer'>['target'], own: readonly string[]): ReferTarget {
  if (target.kind === 'person') return target;
  const { conferenceId } = parseOwnConferenceLink(target.link, own);
  const { passcode } = target;
  return { kind: 'conference', conferenceId, passcode };
}
