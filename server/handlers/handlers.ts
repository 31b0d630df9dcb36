import { ParleyError } from '../../protocol/errors.ts';
import type { RequestData, RequestName, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Blocks } from '../blocks.ts';
import type { Invitations } from '../calls/invitations.ts';
import type { Refers } from '../calls/refers.ts';
import type { Sessions } from '../calls/sessions.ts';
import type { Conferences } from '../conferences/conferences.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Messages } from '../messages/messages.ts';
import type { Registration } from '../registration.ts';
import { done } from './done.ts';
import { createReferHandlers } from './refer-handlers.ts';
import { createMediaHandlers, createRoomHandlers } from './room-handlers.ts';

/** Every request that a registered endpoint may make. */
export type EndpointRequest = Exclude<RequestName, 'register'>;

/** One handler a request; what it throws becomes the refusal. */
export type Handlers = {
  readonly [Name in EndpointRequest]: (
    from: Endpoint,
    data: RequestData<Name>,
  ) => RequestReply<Name> | Promise<RequestReply<Name>>;
};

export interface HandlerParts {
  invitations: Invitations;
  sessions: Sessions;
  refers: Refers;
  conferences: Conferences;
  messages: Messages;
  blocks: Blocks;
  registration: Registration;
}

/** Binds each request of the protocol to whoever owns its state. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { invitations, sessions, refers, conferences, messages, blocks, registration } = parts;
  return {
    'presence.set': done((from, { doNotDisturb }) => registration.setDoNotDisturb(from, doNotDisturb)),
    'block.set': done((from, data) => blocks.set(from, data)),

    'invitation.send': (from, data) => invitations.send(from, data),
    'invitation.ringing': done((from, data) => invitations.ringing(from, data)),
    'invitation.accept': done((from, data) => invitations.accept(from, data)),
    'invitation.decline': done((from, data) => invitations.decline(from, data)),
    'invitation.cancel': done((from, data) => invitations.cancel(from, data)),

    'session.offer': done((from, data) => sessions.offer(from, data)),
    'session.hold': done((from, data) => sessions.hold(from, data)),
    'session.renew': done((from, data) => sessions.renew(from, data)),
    'session.answer': done((from, data) => sessions.answer(from, data)),
    'session.candidate': done((from, data) => sessions.candidate(from, data)),
    'session.media': done((from, data) => sessions.media(from, data)),
    'session.hang-up': done((from, data) => sessions.hangUp(from, data)),

    'session.escalate': unbuilt,
    'session.carried': unbuilt,
    'session.roll-back': unbuilt,
    ...createReferHandlers(refers),

    'message.send': (from, data) => messages.send(from, data),
    'message.sync': (from, data) => messages.sync(from, data),
    'message.mark': done((from, data) => messages.mark(from, data)),

    'conference.create': (from, data) => conferences.create(from, data),
    'conference.join': (from, data) => conferences.join(from, data),
    'conference.leave': (from, data) => conferences.leave(from, data),
    ...createRoomHandlers(conferences),
    ...createMediaHandlers(conferences),
  };
}

const unbuilt = (): never => {
  throw new ParleyError('PROTOCOL_UNKNOWN_REQUEST', 'not built yet');
};
