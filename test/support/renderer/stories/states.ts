import { ParleyError } from '../../../../protocol/errors.ts';
import { AppState } from '../../../../protocol/rpc/app-state.ts';
import { conversationsIn } from '../samples/known-conversations.ts';
import { CALL_STORIES } from './call-states.ts';
import { CONFERENCE_STORIES } from './conference-states.ts';
import { conversationChanges } from './conversation-states.ts';
import { ESCALATION_STORIES } from './escalation-states.ts';
import { IN_CONFERENCE_STORIES } from './in-conference-states.ts';
import { ended, MEDIA, people, ringing, session, stay } from './parts.ts';
import { TRANSFER_STORIES } from './transfer-states.ts';

/** The state of a user who has just signed in and sees nobody. */
const SIGNED_IN: AppState = AppState.parse({
  version: '0.1.0',
  shell: 'browser',
  registration: { state: 'registered', address: 'alice.brandt@parley.local', displayName: 'Alice Brandt' },
  people: [],
  sessions: [],
  stay: null,
  settings: {},
  alerts: [],
  conversations: [],
  threads: [],
  history: [],
  blocked: [],
  speakers: null,
  chat: null,
  preview: null,
  ledger: { held: [], receipts: [] },
  screenPicker: null,
  notifier: 'page',
});

const bob = {
  conversationId: 'conversation-0001',
  peer: { address: people[1]?.address, displayName: people[1]?.displayName },
};

/** An invitation from Carol to a conference, with the changes that a story needs. */
const invitation = (change: object) =>
  session({
    ...ringing,
    id: 'session-0004',
    invitationId: 'invitation-0004',
    conversationId: 'conversation-0002',
    sessionType: 'conference',
    conferenceId: 'conference-0001',
    leaseId: 'lease-0004',
    peer: { address: people[2]?.address, displayName: people[2]?.displayName },
    subject: 'Plans for Monday',
    ...change,
  });

/** A pending invitation of another person to the user's conference. */
const pending = (index: number, change: object) =>
  invitation({
    id: `session-100${index}`,
    invitationId: `invitation-100${index}`,
    direction: 'outgoing',
    state: 'establishing',
    peer: { address: people[index]?.address, displayName: people[index]?.displayName },
    ...change,
  });

const alert = (id: string, error: ParleyError) => ({ id, error: error.toWire() });

/** The given number of alerts with the longest text. */
export function longAlerts(count: number) {
  return [
    alert(
      'long-1',
      new ParleyError('SERVER_UNREACHABLE', '', {
        context: { url: `https://${'long-'.repeat(12)}name.example.org:7450` },
      }),
    ),
    alert('long-2', new ParleyError('ESCALATION_FAILED', '', { context: { cause: 'MEDIA_FAILED' } })),
    alert('long-3', new ParleyError('MEDIA_DEVICE_MISSING', '', { context: { source: 'screen' } })),
  ].slice(0, count);
}

/** Each story: its name, and the difference to {@link SIGNED_IN}. */
const CHANGES: Record<string, object> = {
  'sign-in': { registration: { state: 'signed-out' } },
  'sign-in-failed': {
    registration: {
      state: 'signed-out',
      error: new ParleyError('SERVER_PORT_IN_USE', '', { context: { port: 7450 } }).toWire(),
    },
  },
  'home-empty': {},
  home: { people },
  'home-alerts': {
    people,
    registration: { ...SIGNED_IN.registration, state: 'reconnecting' },
    alerts: [
      alert('one', new ParleyError('SETTINGS_DAMAGED', '', { context: { copy: 'settings.damaged-1.json' } })),
      alert('two', new ParleyError('MEDIA_DEVICE_MISSING', '', { context: { source: 'camera' } })),
    ],
  },
  'notifications-default': { people },
  'notifications-denied': { people },
  'notifications-unsupported': {},
  'home-missed': { people, sessions: [ended('expired', 'you', { ...ringing, state: 'terminated' })] },
  ...conversationChanges(people),
  incoming: { people, sessions: [session(ringing)] },
  outgoing: {
    people,
    sessions: [session({ state: 'establishing', progress: 'ringing', establishedAtMs: undefined })],
  },
  call: { people, sessions: [session({})] },
  'call-dark': {
    people,
    sessions: [
      session({
        remote: { ...MEDIA, camera: 'off', microphone: 'muted' },
        local: { ...MEDIA, camera: 'off', microphone: 'muted' },
      }),
    ],
  },
  ended: { people, sessions: [ended('declined', 'them')] },
  'ended-failed': {
    people,
    sessions: [ended('media-failed', 'system', { error: new ParleyError('MEDIA_FAILED', '').toWire() })],
  },
  ...CALL_STORIES,
  ...CONFERENCE_STORIES,
  ...IN_CONFERENCE_STORIES,
  ...TRANSFER_STORIES,
  ...ESCALATION_STORIES,
  joining: { stay: stay(0, { state: 'joining' }) },
  'incoming-conference': { people, sessions: [invitation({})] },
  'incoming-conference-during-call': { people, sessions: [session({}), invitation({})] },
  'incoming-escalation': {
    people,
    sessions: [session({}), invitation({ ...bob, escalates: 'session-0001', subject: undefined })],
  },
  'home-missed-invitation': {
    people,
    sessions: [invitation({ state: 'terminated', ending: { reason: 'expired', by: 'system' } })],
  },
  'conference-invite': { people, stay: stay(2), sessions: [pending(3, { progress: 'ringing' })] },
  'conference-invite-nobody': { people: people.slice(0, 2), stay: stay(2) },
  'conference-pending': {
    people,
    stay: stay(2),
    sessions: [
      pending(2, { progress: 'ringing' }),
      pending(3, { progress: 'inviting' }),
      pending(6, { state: 'terminated', ending: { reason: 'declined', by: 'them', text: 'After lunch' } }),
    ],
  },
  'conference-leave-failed': {
    stay: stay(3, { error: new ParleyError('REQUEST_TIMED_OUT', '').toWire() }),
    sessions: [session(ringing)],
  },
  exited: {
    stay: stay(3, { state: 'exited', ending: { reason: 'left', by: 'you' }, stillIn: people.slice(1, 6) }),
  },
  'exited-refused': {
    stay: stay(0, {
      state: 'exited',
      participantId: undefined,
      ending: { reason: 'server-error', by: 'server' },
      error: new ParleyError('CONFERENCE_UNKNOWN', '').toWire(),
    }),
  },
};

/** Names of all stories. */
export const STORIES = Object.keys(CHANGES);

/** The state of a story, parsed, because main could only send a valid one. */
export function storyState(name: string, theme: 'light' | 'dark'): AppState {
  const change = (CHANGES[name] ?? {}) as Partial<AppState>;
  const settings = { ...SIGNED_IN.settings, ...change.settings, theme };
  const state = AppState.parse({ ...SIGNED_IN, ...change, settings });
  return { ...state, conversations: conversationsIn(state, Date.now()) };
}
