import type { ClaimedIds } from '../claimed-ids.ts';
import { Conferences } from '../conferences/conferences.ts';
import type { ServerConfig } from '../config/config.ts';
import type { StartLimits } from '../gateway/limits/start-limits.ts';
import type { Conversations } from '../messages/conversations.ts';
import type { Metrics } from '../metrics.ts';
import type { Blocks } from '../presence/blocks.ts';
import type { Registrar } from '../presence/registrar.ts';
import type { ServerDeps } from '../server-deps.ts';
import { Escalations } from './escalation/escalations.ts';
import { Invitations } from './invitations.ts';
import { Refers } from './refer/refers.ts';
import { Sessions } from './sessions.ts';

export interface CallServicesParts extends Pick<ServerDeps, 'media' | 'clock' | 'log' | 'newId'> {
  registrar: Registrar;
  conversations: Conversations;
  blocks: Blocks;
  ids: ClaimedIds;
  limits: StartLimits;
  metrics: Metrics;
  /** The address at which clients reach this server, once it listens. */
  serverUrl: () => string;
}

/**
 * Creates calls and conferences, and what leads from one to another: invitations, escalations, referrals. This function
 * connects their events, in the order in which they have to be handled.
 */
export function createCallServices({ timings, maxParticipants }: ServerConfig, parts: CallServicesParts) {
  const { registrar, conversations, blocks, ids, limits, metrics, media, clock, log, newId, serverUrl } =
    parts;
  const { emptyConferenceMs, organizerGoneMs, resumeMs, escalateMs, referMs, invitationExpiryMs } = timings;
  const sessions = new Sessions({
    presence: registrar,
    ids,
    log,
    transferred: (endpoint, id) => refers.transferred(endpoint, id),
    ended: (session, actor, ending) => {
      escalations.callEnded(session);
      refers.sessionEnded(session, actor, ending);
    },
  });
  const conferences = new Conferences({
    presence: registrar,
    media,
    limits,
    conversations,
    ids,
    clock,
    log,
    newId,
    serverUrl,
    maxParticipants,
    emptyConferenceMs,
    organizerGoneMs,
    resumeMs,
    knownAt: (address, atMs) => registrar.knownAt(address, atMs),
    invited: (id, address) => invitations.invites(id, address),
    // Rolling back an escalation also ends its conference and the invitations to it.
    departed: (id, endpoint) => {
      escalations.conferenceLeft(id, endpoint);
      invitations.conferenceLeft(id, endpoint);
    },
    joinEnded: (id, endpoint) => invitations.joinEnded(id, endpoint),
    ended: (id, ending, by) => {
      escalations.conferenceEnded(id, ending, by);
      invitations.conferenceEnded(id);
    },
  });
  const escalations = new Escalations({
    sessions,
    conferences,
    clock,
    log,
    escalateMs,
    onEnded: (outcome) => metrics.escalationEnded(outcome),
  });
  const refers = new Refers({
    directory: registrar,
    sessions,
    conferences,
    blocks,
    ids,
    clock,
    log,
    referMs,
  });
  const invitations = new Invitations({
    directory: registrar,
    referrals: refers,
    sessions,
    escalations,
    conversations,
    conferences,
    blocks,
    ids,
    clock,
    log,
    expiryMs: invitationExpiryMs,
    onEnded: (reason) => metrics.invitationEnded(reason),
  });
  return { sessions, escalations, refers, invitations, conferences };
}
