import { Invitations } from './calls/invitations.ts';
import { Sessions } from './calls/sessions.ts';
import { Conferences } from './conferences/conferences.ts';
import type { ServerConfig } from './config.ts';
import { createHandlers } from './handlers/handlers.ts';
import { Metrics } from './metrics.ts';
import { Registrar } from './registrar.ts';
import { Registration } from './registration.ts';
import type { ServerDeps } from './server.ts';

/** What of {@link ServerDeps} the focus is made with. */
export type FocusDeps = Pick<ServerDeps, 'media' | 'clock' | 'log' | 'newId'>;
export type Focus = ReturnType<typeof createFocus>;

/**
 * Who is here, and what they do with one another (RFC 4353 focus): all of the server but its doors.
 * @param serverUrl by which clients reach it, once it listens
 */
export function createFocus(config: ServerConfig, deps: FocusDeps, serverUrl: () => string) {
  const { clock, log, newId, media } = deps;
  const metrics = new Metrics();
  const registrar = new Registrar();
  const sessions = new Sessions(registrar, log);
  const invitations = new Invitations({
    directory: registrar,
    sessions,
    clock,
    log,
    expiryMs: config.timings.invitationExpiryMs,
    onEnded: (reason) => metrics.invitationEnded(reason),
  });
  const conferences = new Conferences({
    media,
    presence: registrar,
    clock,
    log,
    newId,
    serverUrl,
    maxParticipants: config.maxParticipants,
    emptyConferenceMs: config.timings.emptyConferenceMs,
  });
  const registration = new Registration({
    registrar,
    listeners: [invitations, sessions, conferences],
    iceServers: config.iceServers,
    routerRtpCapabilities: media.routerRtpCapabilities,
    newId,
    log,
  });
  metrics.observe({
    endpoints: () => registrar.endpointCount,
    sessions: () => sessions.size,
    conferences: () => conferences.size,
    participants: () => conferences.participantCount,
    workers: () => media.workerCount,
  });
  const handlers = createHandlers({ sessions, invitations, conferences });
  return { metrics, sessions, invitations, conferences, registration, handlers };
}
