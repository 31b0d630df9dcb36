import { Blocks } from './blocks.ts';
import { Escalations } from './calls/escalations.ts';
import { Invitations } from './calls/invitations.ts';
import { Refers } from './calls/refers.ts';
import { Sessions } from './calls/sessions.ts';
import { Conferences } from './conferences/conferences.ts';
import type { ServerConfig } from './config.ts';
import { Conversations } from './conversations.ts';
import { createHandlers } from './handlers/handlers.ts';
import { Messages } from './messages/messages.ts';
import { Metrics } from './metrics.ts';
import { Registrar } from './registrar.ts';
import { Registration } from './registration.ts';
import type { ServerDeps } from './server.ts';
import type { Store } from './store/store.ts';

/** What of {@link ServerDeps} the focus is made with. */
export type FocusDeps = Pick<ServerDeps, 'media' | 'clock' | 'log' | 'newId'> & {
  /** Whoever makes the focus closes it. */
  store: Store;
};
export type Focus = ReturnType<typeof createFocus>;

/**
 * Who is here, and what they do with one another (RFC 4353 focus): all of the server but its doors.
 * @param serverUrl by which clients reach it, once it listens
 */
export function createFocus(config: ServerConfig, deps: FocusDeps, serverUrl: () => string) {
  const { clock, log, newId, media, store } = deps;
  const metrics = new Metrics();
  const registrar = new Registrar(store.people, clock);
  const conversations = new Conversations(store.conversations, clock);
  const blocks = new Blocks(store.blocks, registrar);
  const sessions = new Sessions({
    presence: registrar,
    log,
    transferred: (endpoint, id) => refers.transferred(endpoint, id),
    ended: (session, actor, ending) => {
      escalations.callEnded(session);
      refers.sessionEnded(session, actor, ending);
    },
  });
  const messages = new Messages({
    directory: registrar,
    ...{ store, conversations, blocks, clock, log },
    mailboxSize: config.mailboxSize,
    onKept: () => metrics.messageKept(),
  });
  const conferences = new Conferences({
    presence: registrar,
    ...{ media, conversations, clock, log, newId, serverUrl },
    maxParticipants: config.maxParticipants,
    emptyConferenceMs: config.timings.emptyConferenceMs,
    organizerGoneMs: config.timings.organizerGoneMs,
    resumeMs: config.timings.resumeMs,
    invited: (id, address) => invitations.invites(id, address),
    departed: (id, endpoint) => {
      escalations.conferenceLeft(id, endpoint);
      invitations.conferenceLeft(id, endpoint);
    },
    ended: (id, ending, by) => {
      escalations.conferenceEnded(id, ending, by);
      invitations.conferenceEnded(id);
    },
  });
  const escalations = new Escalations({
    ...{ sessions, conferences, clock, log },
    escalateMs: config.timings.escalateMs,
    onEnded: (outcome) => metrics.escalationEnded(outcome),
  });
  const refers = new Refers({
    directory: registrar,
    ...{ sessions, conferences, clock, log },
    referMs: config.timings.referMs,
  });
  const invitations = new Invitations({
    directory: registrar,
    ...{ sessions, conversations, conferences, blocks, clock, log },
    referrals: refers,
    escalations,
    expiryMs: config.timings.invitationExpiryMs,
    onEnded: (reason) => metrics.invitationEnded(reason),
  });
  const registration = new Registration({
    registrar,
    listeners: [escalations, invitations, sessions, refers, conferences],
    ringers: invitations,
    blocks,
    mailboxId: store.mailboxId,
    iceServers: config.iceServers,
    routerRtpCapabilities: media.routerRtpCapabilities,
    resumeMs: config.timings.resumeMs,
    ...{ clock, newId, log },
  });
  metrics.observe({
    endpoints: () => registrar.endpointCount,
    sessions: () => sessions.size,
    conferences: () => conferences.size,
    participants: () => conferences.participantCount,
    workers: () => media.workerCount,
  });
  const owners = { sessions, escalations, refers, invitations, conferences, messages, blocks, registration };
  return { metrics, ...owners, handlers: createHandlers(owners) };
}
