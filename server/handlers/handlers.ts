import type { Refers } from '../calls/refer/refers.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { StartLimits } from '../gateway/limits/start-limits.ts';
import type { Messages } from '../messages/messages.ts';
import type { Blocks } from '../presence/blocks.ts';
import type { Endpoint } from '../presence/endpoint.ts';
import type { Registration } from '../presence/registration.ts';
import { type CallParts, createCallHandlers } from './call-handlers.ts';
import { createMediaHandlers, createParticipantHandlers } from './conference-handlers.ts';
import { done } from './done.ts';
import type { EndpointRequest, Handlers } from './handler-types.ts';
import { createReferHandlers } from './refer-handlers.ts';

export interface HandlerParts extends CallParts {
  refers: Refers;
  conferences: Conferences;
  messages: Messages;
  blocks: Blocks;
  registration: Registration;
  limits: StartLimits;
}

/** Connects each request with the owner of its state, and counts it towards the person's limits. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { refers, conferences, messages, blocks, registration, limits } = parts;
  return counted(limits, {
    'presence.set': done((from, { doNotDisturb }) => {
      if (doNotDisturb !== from.doNotDisturb) limits.take(from.address, 'presence');
      registration.setDoNotDisturb(from, doNotDisturb);
    }),
    'block.set': done((from, data) => blocks.set(from, data)),

    ...createCallHandlers(parts),
    ...createReferHandlers(refers),

    'message.send': (from, data) => messages.send(from, data),
    'message.sync': (from, data) => messages.sync(from, data),
    'message.mark': done((from, data) => messages.mark(from, data)),

    'conference.create': (from, data) => conferences.create(from, data),
    'conference.join': (from, data) => conferences.join(from, data),
    'conference.leave': (from, data) => conferences.leave(from, data),
    ...createParticipantHandlers(conferences),
    ...createMediaHandlers(conferences),
  });
}

/** The same handlers, but they throw RATE_LIMITED beyond a limit of the person. */
function counted(limits: StartLimits, handlers: Handlers): Handlers {
  const entries = Object.entries(handlers).map(([name, handler]) => [
    name,
    (from: Endpoint, data: never) =>
      limits.request(from.address, name as EndpointRequest, () =>
        (handler as (from: Endpoint, data: never) => unknown)(from, data),
      ),
  ]);
  return Object.fromEntries(entries) as Handlers;
}
