import type { Escalations } from '../calls/escalation/escalations.ts';
import type { Invitations } from '../calls/invitations.ts';
import type { Sessions } from '../calls/sessions.ts';
import { done } from './done.ts';
import type { EndpointRequest, Handlers } from './handler-types.ts';

type CallHandlers = Pick<Handlers, Extract<EndpointRequest, `invitation.${string}` | `session.${string}`>>;

export interface CallParts {
  invitations: Invitations;
  sessions: Sessions;
  escalations: Escalations;
}

/** Handlers of requests about calls. */
export function createCallHandlers({ invitations, sessions, escalations }: CallParts): CallHandlers {
  return {
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

    'session.escalate': (from, data) => escalations.escalate(from, data),
    'session.carried': done((from, data) => escalations.carried(from, data)),
    'session.roll-back': done((from, data) => escalations.rollBack(from, data)),
  };
}
