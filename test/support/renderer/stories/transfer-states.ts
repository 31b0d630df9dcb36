import { ParleyError } from '../../../../protocol/errors.ts';
import { ended, people, ringing, session, stay } from './parts.ts';

const [alice, bob, carol, longName] = people.map(({ address, displayName }) => ({ address, displayName }));
const CONFERENCE = { kind: 'conference', conferenceId: 'conference-0001', title: 'Plans for Monday' };
const TO_CAROL = { kind: 'person', person: carol };
const BY_US = { byUs: true, byThem: false };
const BY_THEM = { byUs: false, byThem: true };

const second = (change: object) =>
  session({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    conversationId: 'conversation-0002',
    leaseId: 'lease-0002',
    peer: carol,
    ...change,
  });

const transfer = (state: string, change: object = {}) => ({
  transfer: { id: 'refer-0001', to: TO_CAROL, attended: false, state, ...change },
});

const referral = (state: string, change: object = {}) => ({
  referral: {
    id: 'refer-0001',
    to: TO_CAROL,
    attended: false,
    state,
    expiresAtMs: Date.now() + 60_000,
    ...change,
  },
});

const failed = (reason: string, more: object = {}) =>
  transfer('failed', { failure: { by: 'target', reason, ...more } });

const calling = { state: 'establishing', progress: 'ringing', establishedAtMs: undefined };

/** Transfers as each of the three people sees them. */
export const TRANSFER_STORIES: Record<string, object> = {
  'transfer-dialog': { people, sessions: [session({})] },
  'transfer-dialog-chosen': { people, sessions: [session({})] },
  'transfer-dialog-conference': { people, sessions: [session({})] },
  'transfer-asked': { people, sessions: [session(transfer('requested'))] },
  'transfer-ringing': { people, sessions: [session({ ...transfer('ringing'), hold: BY_THEM })] },
  'transfer-more': { people, sessions: [session({ ...transfer('trying'), hold: BY_THEM })] },
  'transfer-failed': { people, sessions: [session(failed('busy', { text: 'In a meeting until four' }))] },
  'transfer-failed-long': {
    people,
    sessions: [
      session({
        ...transfer('failed', {
          to: CONFERENCE,
          failure: { by: 'system', reason: 'forbidden', code: 'CONFERENCE_LOCKED' },
        }),
        peer: longName,
      }),
    ],
  },
  'transfer-connect': { people, sessions: [session({ hold: BY_US }), second({})] },
  'transfer-connect-long': {
    people,
    sessions: [session({ hold: BY_US, peer: longName }), second({})],
  },
  'transfer-connecting': {
    people,
    sessions: [session({ ...transfer('trying', { attended: true }), hold: BY_US }), second({})],
  },
  'transfer-done': { people, sessions: [ended('transferred', 'them', transfer('established'))] },
  'referral-asked': { people, sessions: [session(referral('requested'))] },
  'referral-asked-conference': {
    people,
    sessions: [session({ ...referral('requested', { to: CONFERENCE }), peer: longName })],
  },
  'referral-calling': {
    people,
    sessions: [session({ ...referral('ringing'), hold: BY_US }), second({ ...calling, referredBy: bob })],
  },
  'referral-joining': {
    people,
    sessions: [session({ ...referral('ringing', { to: CONFERENCE }), hold: BY_US })],
    stay: stay(0, { state: 'waiting' }),
  },
  'referral-failed': {
    people,
    sessions: [session({}), ended('busy', 'them', { id: 'session-0002', peer: carol, referredBy: bob })],
  },
  'referral-refused': {
    people,
    sessions: [session({})],
    stay: stay(0, {
      state: 'exited',
      participantId: undefined,
      ending: { reason: 'forbidden', by: 'server' },
      error: new ParleyError('CONFERENCE_LOCKED', '').toWire(),
    }),
  },
  'incoming-referred': { people, sessions: [session({ ...ringing, referredBy: alice })] },
  'call-referred': { people, sessions: [session({ direction: 'incoming', referredBy: carol })] },
};

/** Test IDs of the elements to click before the picture is taken. */
export const TRANSFER_PRESSED: Readonly<Record<string, readonly string[]>> = {
  'transfer-dialog': ['open-transfer'],
  'transfer-dialog-chosen': ['open-transfer', 'found-person'],
  'transfer-dialog-conference': ['open-transfer', 'transfer-switch'],
  'transfer-more': ['transfer-more'],
};
