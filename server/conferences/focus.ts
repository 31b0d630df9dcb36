import { createCallServices } from '../calls/call-services.ts';
import { ClaimedIds } from '../claimed-ids.ts';
import type { ServerConfig } from '../config/config.ts';
import { SampledLog } from '../gateway/limits/sampled-log.ts';
import { StartLimits } from '../gateway/limits/start-limits.ts';
import { createHandlers } from '../handlers/handlers.ts';
import { Conversations } from '../messages/conversations.ts';
import { Messages } from '../messages/messages.ts';
import { Metrics } from '../metrics.ts';
import { Blocks } from '../presence/blocks.ts';
import { Registrar } from '../presence/registrar.ts';
import { Registration } from '../presence/registration.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { Store } from '../store/store.ts';

/** The part of {@link ServerDeps} that the focus needs. */
export type FocusDeps = Pick<ServerDeps, 'media' | 'clock' | 'log' | 'newId'> & {
  /** The creator of the focus closes it. */
  store: Store;
};
export type Focus = ReturnType<typeof createFocus>;

/**
 * Creates everything of the server except its listener, HTTP pages and sockets (RFC 4353 focus).
 * @param serverUrl the address at which clients reach the server, once it listens
 */
export function createFocus(config: ServerConfig, deps: FocusDeps, serverUrl: () => string) {
  const { clock, log, newId, media, store } = deps;
  const metrics = new Metrics();
  const sampled = new SampledLog(log, clock);
  const onWriteFailed = (err: unknown) =>
    sampled.error('store', { err }, 'the database cannot be written to');
  const registrar = new Registrar(store.people, clock, store.blocks, onWriteFailed);
  const ids = new ClaimedIds({ clock, isStored: (id) => store.conversations.has(id) });
  const conversations = new Conversations({ table: store.conversations, ids, clock, onWriteFailed });
  const blocks = new Blocks({
    table: store.blocks,
    directory: registrar,
    changed(owner, other, blocked) {
      if (blocked) invitations.blocked(owner, other);
      registrar.hidingChanged(owner, other, blocked);
    },
  });
  const limits = new StartLimits(config, clock);
  const services = createCallServices(config, {
    registrar,
    conversations,
    blocks,
    ids,
    limits,
    metrics,
    media,
    clock,
    log,
    newId,
    serverUrl,
  });
  const { sessions, escalations, refers, invitations, conferences } = services;
  const messages = new Messages({
    directory: registrar,
    store,
    conversations,
    blocks,
    clock,
    log,
    mailboxSize: config.mailboxSize,
    onKept: () => metrics.messageKept(),
  });
  const registration = new Registration({
    registrar,
    listeners: [escalations, invitations, sessions, refers, conferences],
    readinessListener: invitations,
    blocks,
    mailboxId: store.mailboxId,
    serverUrl,
    iceServers: config.iceServers,
    routerRtpCapabilities: media.routerRtpCapabilities,
    conferences: () => media.availability,
    resumeMs: config.timings.resumeMs,
    clock,
    newId,
    log,
  });
  media.onAvailability((availability) => {
    for (const endpoint of registrar.endpoints)
      endpoint.notify('conferences-availability', { conferences: availability });
  });
  metrics.observe({
    endpoints: () => registrar.endpointCount,
    sessions: () => sessions.size,
    conferences: () => conferences.size,
    participants: () => conferences.participantCount,
    workers: () => media.workerCount,
  });
  const owners = { ...services, messages, blocks, registration, limits };
  return { metrics, ...owners, handlers: createHandlers(owners) };
}
