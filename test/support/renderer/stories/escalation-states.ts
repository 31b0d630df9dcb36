import { ParleyError } from '../../../../protocol/errors.ts';
import { MEDIA, people, session, stay } from './parts.ts';

const conversationId = 'conversation-0001';
const bob = people[1];
const escalation = (state: string, by = 'you') => ({
  escalation: { state, conferenceId: 'conference-0001', by },
});

/** The conference that the call with Bob becomes. */
const carrying = (count: number, change: object = {}) => {
  const view = stay(count, change) as { conference: object };
  return { ...view, conference: { ...view.conference, conversationId, title: 'Alice Brandt, Bob' } };
};

const thread = {
  conversationId,
  peer: { address: bob?.address, displayName: 'Bob' },
  unread: 0,
  excerpt: 'Did you get the plan?',
  lastDirection: 'incoming',
  lastAtMs: Date.now() - 60_000,
};

const share = session({
  id: 'session-screen',
  invitationId: 'invitation-screen',
  sessionType: 'application-sharing',
  local: { microphone: 'off', camera: 'off', screen: 'on', screenName: 'Budget 2027.xlsx' },
});

const said = (sequence: number, text: string) => ({
  id: `chat-message-${sequence}`,
  participantId: 'participant-002',
  from: { address: people[2]?.address, displayName: people[2]?.displayName },
  text,
  sequence,
  sentAtMs: Date.now() - 30_000,
});

/** A call that is becoming a conference, and what remains of it there. */
export const ESCALATION_STORIES: Record<string, object> = {
  'add-people': { people, sessions: [session({})], blocked: [people[6]?.address] },
  'add-people-nobody': { people: people.slice(0, 2), sessions: [session({})] },
  escalating: { people, sessions: [session(escalation('switching'))], stay: carrying(2) },
  'escalating-by-them': {
    people,
    sessions: [session({ ...escalation('joining', 'them'), restarting: true })],
  },
  'escalating-with-screen': {
    people,
    sessions: [session(escalation('carried')), share],
    stay: carrying(3, { local: { ...MEDIA, screen: 'on', screenName: 'Budget 2027.xlsx' } }),
  },
  'escalating-at-home': { people, sessions: [session(escalation('switching'))], stay: carrying(2) },
  'escalation-failed': {
    people,
    sessions: [session(escalation('rolled-back'))],
    alerts: [
      {
        id: 'one',
        error: new ParleyError('ESCALATION_FAILED', '', { context: { cause: 'REQUEST_TIMED_OUT' } }).toWire(),
      },
    ],
  },
  'conference-earlier': {
    people,
    threads: [thread],
    stay: carrying(3),
    chat: { conferenceId: 'conference-0001', messages: [said(1, 'Hello you two!')], unread: 0 },
  },
  'conference-earlier-alone': {
    people,
    threads: [thread],
    stay: carrying(3),
    chat: { conferenceId: 'conference-0001', messages: [], unread: 0 },
  },
};

/** Test IDs of the elements to click before the picture is taken. */
export const ESCALATION_PRESSED: Readonly<Record<string, readonly string[]>> = {
  'add-people': ['add-people', 'found-person'],
  'add-people-nobody': ['add-people'],
  'escalating-at-home': ['call-home'],
  'conference-earlier': ['toggle-chat'],
  'conference-earlier-alone': ['toggle-chat'],
};
