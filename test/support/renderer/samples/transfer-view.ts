import { sessionView } from './session-view.ts';

const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const TO_CAROL = { kind: 'person', person: CAROL };

/** A conference that somebody is referred to. */
export const TO_CONFERENCE = { kind: 'conference', conferenceId: 'conference-0001', title: 'Plans' };

/** The call with Bob, in which our user refers him to Carol, changed as a test needs it. */
export function transferring(state: string, change: object = {}, session: object = {}) {
  const transfer = { id: 'refer-0001', to: TO_CAROL, attended: false, state, ...change };
  return sessionView({ transfer, ...session });
}

/** The call with Bob, in which he refers our user to Carol, changed as a test needs it. */
export function referred(state: string, change: object = {}, session: object = {}) {
  const referral = { id: 'refer-0001', to: TO_CAROL, attended: false, state, expiresAtMs: 60_000, ...change };
  return sessionView({ referral, ...session });
}

/** A second call, with Carol. */
export function callWithCarol(change: object = {}) {
  return sessionView({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    conversationId: 'conversation-0002',
    leaseId: 'lease-0002',
    peer: CAROL,
    ...change,
  });
}
