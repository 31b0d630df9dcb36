import { ParleyError } from '../../../../protocol/errors.ts';
import { ended, MEDIA, people, ringing, session } from './parts.ts';

const [, bob, carol, dmitri] = people;
const BY_US = { byUs: true, byThem: false };
const BY_THEM = { byUs: false, byThem: true };

const second = (change: object) =>
  session({
    id: 'session-0002',
    invitationId: 'invitation-0002',
    conversationId: 'conversation-0002',
    leaseId: 'lease-0002',
    peer: { address: carol?.address, displayName: carol?.displayName },
    ...change,
  });

const share = (change: object) =>
  session({
    id: 'session-screen',
    invitationId: 'invitation-screen',
    sessionType: 'application-sharing',
    leaseId: 'lease-screen',
    ...change,
  });

const OURS = { local: { microphone: 'off', camera: 'off', screen: 'on', screenName: 'Budget 2027.xlsx' } };
const THEIRS = {
  direction: 'incoming',
  remote: { microphone: 'off', camera: 'off', screen: 'on', screenName: 'Plan of the new house' },
};

const thread = {
  conversationId: 'conversation-0001',
  peer: { address: bob?.address, displayName: 'Bob' },
  unread: 3,
  excerpt: 'Did you get the plan?',
  lastDirection: 'incoming',
  lastAtMs: Date.now() - 60_000,
};

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const source = (index: number, kind: string, name: string) => ({
  id: `${kind}:${index}`,
  name,
  kind,
  thumbnail: index === 2 ? '' : PIXEL,
});

/** Calls in every state: call waiting, on hold, sharing, ended. */
export const CALL_STORIES: Record<string, object> = {
  'call-waiting': { people, sessions: [session({}), second(ringing)] },
  'call-waiting-unanswered': {
    people,
    sessions: [
      session({ state: 'establishing', progress: 'ringing', establishedAtMs: undefined }),
      second(ringing),
    ],
  },
  'call-held': { people, sessions: [session({ hold: BY_US })] },
  'call-held-by-them': { people, sessions: [session({ hold: BY_THEM })] },
  'call-two': {
    people,
    sessions: [
      session({}),
      second({ hold: BY_US }),
      second({
        id: 'session-0003',
        peer: { address: dmitri?.address, displayName: dmitri?.displayName },
        hold: BY_US,
      }),
    ],
  },
  'outgoing-second': {
    people,
    sessions: [
      session({ hold: BY_US }),
      second({ state: 'establishing', progress: 'inviting', establishedAtMs: undefined }),
    ],
  },
  'call-restarting': { people, sessions: [session({ restarting: true })] },
  'call-unread': { people, threads: [thread], sessions: [session({})] },
  'call-ended-aside': {
    people,
    sessions: [
      session({}),
      ended('declined', 'them', {
        id: 'session-0003',
        peer: { address: carol?.address, displayName: carol?.displayName },
        ending: { reason: 'declined', by: 'them', text: 'On a train. I ring you at three.' },
      }),
      share({ state: 'terminated', ending: { reason: 'declined', by: 'them' } }),
    ],
  },
  'sharing-ours': { people, sessions: [session({}), share(OURS)] },
  'sharing-waiting': {
    people,
    sessions: [session({}), share({ ...OURS, state: 'establishing', progress: 'ringing' }), second(ringing)],
  },
  'sharing-theirs': { people, sessions: [session({}), share(THEIRS)] },
  'sharing-theirs-dark': {
    people,
    sessions: [
      session({ local: { ...MEDIA, camera: 'off' }, remote: { ...MEDIA, camera: 'off' } }),
      share(THEIRS),
      second({ hold: BY_US }),
    ],
  },
  'sharing-alone': { people, sessions: [share(THEIRS)] },
  'sharing-offered': { people, sessions: [session({}), share({ ...ringing, ...THEIRS })] },
  'screen-picker': {
    people,
    sessions: [session({})],
    screenPicker: [
      source(0, 'screen', 'Screen 1'),
      source(1, 'screen', 'Screen 2'),
      source(
        0,
        'window',
        'Budget 2027.xlsx — LibreOffice Calc — a name that is longer than there is room for',
      ),
      source(1, 'window', 'Parley'),
      source(2, 'window', '図面.pdf'),
    ],
  },
  'screen-picker-empty': { people, sessions: [session({})], screenPicker: [] },
  'ended-with-words': {
    people,
    sessions: [
      ended('busy', 'them', {
        ending: { reason: 'busy', by: 'them', text: 'In a meeting until four, I will call you back then.' },
      }),
    ],
  },
  'ended-not-found': {
    people,
    sessions: [
      ended('not-found', 'server', {
        direction: 'outgoing',
        establishedAtMs: undefined,
        error: new ParleyError('TARGET_UNKNOWN', '').toWire(),
      }),
    ],
  },
  'incoming-reasons': { people, sessions: [session(ringing)] },
  'call-waiting-reasons': { people, sessions: [session({}), second(ringing)] },
  'call-messages': { people, threads: [thread], sessions: [session({})] },
  'call-messages-dark': {
    people,
    sessions: [
      session({}),
      share({ ...OURS }),
      second({ hold: BY_US }),
      share({ ...THEIRS, id: 'session-0009' }),
    ],
  },
  settings: {
    people,
    settings: {
      doNotDisturb: true,
      devices: { microphone: 'gone', camera: '', speaker: '', ringer: '' },
    },
    blocked: [people[2]?.address, 'someone.with.a.very.long.name.indeed@parley.example.org'],
  },
};

/** Test IDs of the elements to click before the picture is taken. */
export const PRESSED: Readonly<Record<string, readonly string[]>> = {
  'incoming-reasons': ['decline-menu'],
  'call-waiting-reasons': ['decline-menu'],
  'call-messages': ['toggle-messages'],
  'call-messages-dark': ['toggle-messages'],
  settings: ['open-settings'],
  'conference-invite': ['invite-people'],
  'conference-invite-nobody': ['invite-people'],
};
