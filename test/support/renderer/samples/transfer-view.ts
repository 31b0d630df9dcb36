import { callView } from './session-view.ts';

const CAROL = { address: 'carol@example.org', displayName: 'Carol' };
const TO_CAROL = { kind: 'person', person: CAROL };

/** A conference as the target of a referral. */
export const TO_CONFERENCE = { kind: 'conference', conferenceId: 'conference-0001', title: 'Plans' };

/** The call with Bob, whom the user transfers to Carol, with the changes that a test needs. */
export function transferring(state: string, change: object = {}, session: object = {}) {
  const transfer = { id: 'refer-0001', to: TO_CAROL, attended: false, state, ...change };
  return callView({ transfer, ...session });
}

/** The call with Bob, who transfers the user to Carol, with the changes that a test needs. */
export function referred(state: string, change: object = {}, session: object = {}) {
  const referral = { id: 'refer-0001', to: TO_CAROL, attended: false, state, expiresAtMs: 60_000, ...change };
  return callView({ referral, ...session });
}

/** A second call, with Carol. */
export function callWithCarol(change: object = {}) {
  return callView({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    conversationId: 'conversation-0002',
    leaseId: 'lease-0002',
    peer: CAROL,
    ...change,
  });
}
