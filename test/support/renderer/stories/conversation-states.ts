import { ConversationId } from '../../../../protocol/ids.ts';
import { MessageView } from '../../../../protocol/messages.ts';
import type { Person } from '../../../../protocol/signaling/shapes.ts';
import type { Navigation } from '../../../../renderer/state/navigation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALICE = { address: 'alice.brandt@parley.local', displayName: 'Alice Brandt' };
const conversationId = ConversationId.parse('conversation-0001');

type Reachable = Readonly<{
  displayName: string;
  address: string;
  presence?: Person['presence'] | undefined;
}>;

/** Stories of conversations, messages and the history, by name. The value is the difference to an empty state. */
export function conversationChanges(people: readonly Reachable[]): Record<string, object> {
  const now = Date.now();
  const thread = (index: number, change: object) => ({
    conversationId: `conversation-000${index}`,
    peer: identity(people[index]),
    unread: 0,
    excerpt: 'See you tomorrow then.',
    lastDirection: 'incoming',
    lastAtMs: now - index * 7 * HOUR,
    ...change,
  });
  const threads = [
    thread(1, { unread: 3, excerpt: 'Shall we look at the drawings together?', lastAtMs: now - 4 * MINUTE }),
    thread(2, { lastDirection: 'outgoing' }),
    thread(3, {
      unread: 120,
      excerpt: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(2),
    }),
    thread(5, { excerpt: 'שלום \u202egnp.exe — مرحبا' }),
    thread(6, { excerpt: '明日の会議は十時からです', lastAtMs: now - 9 * DAY }),
  ];
  const history = calls(people, now);
  const call = {
    id: 'session-0001',
    invitationId: 'invitation-0001',
    conversationId,
    sessionType: 'audio-video',
    leaseId: 'lease-0001',
    direction: 'outgoing',
    peer: identity(people[1]),
    state: 'established',
    requested: { microphone: true, camera: false },
    local: { microphone: 'on', camera: 'off', screen: 'off' },
    remote: { microphone: 'on', camera: 'off', screen: 'off' },
    hold: { byUs: false, byThem: false },
    establishedAtMs: now - 754_000,
  };
  const all = { people, threads, history };
  return {
    'list-empty': { people },
    list: all,
    history: all,
    'history-empty': { people },
    conversation: { ...all, threads: threads.map((each) => ({ ...each, unread: 0 })) },
    'conversation-new': { people },
    'conversation-hostile': { people },
    'conversation-failed': { people },
    'conversation-too-long': { people },
    'conversation-blocked': { people, blocked: [people[1]?.address] },
    'conversation-live': { ...all, sessions: [call] },
    'conversation-ended': {
      ...all,
      sessions: [{ ...call, state: 'terminated', ending: { reason: 'hung-up', by: 'them' } }],
    },
    'home-namesOrCount': {
      people: Array.from({ length: 60 }, (_, index) => ({
        address: `person.${index}@parley.local`,
        displayName: `Person ${index}`,
        presence: 'available',
      })),
      sessions: ['expired', 'cancelled', 'expired'].map((reason, index) => ({
        ...call,
        id: `session-200${index}`,
        direction: 'incoming',
        state: 'terminated',
        establishedAtMs: undefined,
        ending: { reason, by: reason === 'expired' ? 'you' : 'them' },
      })),
    },
  };
}

/** Navigates to the view of a story. */
export function goToStory(name: string, navigation: Navigation, people: readonly Person[]): void {
  if (name.startsWith('list')) navigation.tab.value = 'conversations';
  if (name.startsWith('history')) navigation.tab.value = 'history';
  const bob = people.find(({ displayName }) => displayName === 'Bob');
  if (!bob || !name.startsWith('conversation')) return;
  navigation.tab.value = 'conversations';
  const opened = { peer: bob, ...(name !== 'conversation-new' && { conversationId }) };
  if (name === 'conversation-too-long') navigation.keepDraft(opened, 'A long story. '.repeat(5_000));
  navigation.open(opened);
  const session = navigation.awayFrom;
  if (name === 'conversation-live' || name === 'conversation-ended')
    session.value = 'session-0001' as typeof session.value;
}

/** The messages of a story's conversation. */
export function storyMessages(name: string): MessageView[] {
  const told = name === 'conversation-hostile' ? HOSTILE : name === 'conversation-failed' ? FAILED : TOLD;
  return told.map((change, index) =>
    MessageView.parse({
      id: `message-${String(index).padStart(4, '0')}`,
      conversationId,
      from: change.direction === 'outgoing' ? ALICE : { address: 'bob@parley.local', displayName: 'Bob' },
      to: change.direction === 'outgoing' ? 'bob@parley.local' : ALICE.address,
      sequence: index + 1,
      sentAtMs: Date.now() - (told.length - index) * 11 * MINUTE,
      state: 'read',
      ...change,
    }),
  );
}

interface Told {
  readonly direction: 'incoming' | 'outgoing';
  readonly text: string;
  readonly state?: MessageView['state'];
  readonly error?: string;
  readonly sequence?: number | undefined;
  readonly sentAtMs?: number;
}

const incoming = (text: string, change: Partial<Told> = {}): Told => ({
  direction: 'incoming',
  text,
  ...change,
});
const outgoing = (text: string, change: Partial<Told> = {}): Told => ({
  direction: 'outgoing',
  text,
  ...change,
});

const TOLD: readonly Told[] = [
  incoming('Hello Alice, are you in on Monday?', { sentAtMs: Date.now() - 3 * DAY }),
  outgoing(
    'From nine on.\nBefore that I take the children to school, and the bus is late more often than not.',
    {
      sentAtMs: Date.now() - 3 * DAY + 5 * MINUTE,
    },
  ),
  incoming('👍', { sentAtMs: Date.now() - DAY }),
  outgoing(
    'The plan is at https://example.org/plans/2026/(draft)?id=7, the older one at https://example.org/old.',
    {
      sentAtMs: Date.now() - DAY + MINUTE,
    },
  ),
  incoming('Got both. Who answers questions?'),
  outgoing('Write to mailto:plans@example.org, or call me.', { state: 'read' }),
  outgoing('I am at my desk all day.', { state: 'delivered' }),
  incoming('Shall we look at the drawings together?'),
  outgoing('Yes, in five minutes.', { state: 'sent' }),
  outgoing('I only need to find my headset.', { state: 'sending', sequence: undefined }),
];

const HOSTILE: readonly Told[] = [
  incoming('<img src=x onerror="alert(1)"><b>bold</b> <script>alert(2)</script>'),
  incoming('Open invoice\u202efdp.exe now, and this \u2066stays\u2069 in its place.\r\nSecond line.'),
  incoming('javascript:alert(1) file:///etc/passwd https://user:pw@example.org data:text/html,x'),
  outgoing(
    'مرحبا، الاجتماع في الساعة 10:30 في https://example.org/غرفة اليوم.\nAnd this line is in English.',
  ),
  incoming('Z'.repeat(400)),
  incoming(`https://example.org/${'very-long-path/'.repeat(30)}`),
  outgoing('👨‍👩‍👧‍👦 Z̴̛̤̹͖a̷͎̽l̶̺͑g̸̱̀o̴̖͝ 👩🏽‍🚀'),
];

const FAILED: readonly Told[] = [
  incoming('Are you there?'),
  outgoing('Yes!', { state: 'failed', error: 'MAILBOX_FULL', sequence: undefined }),
  outgoing('Can you read this?', { state: 'failed', error: 'CONNECTION_LOST', sequence: undefined }),
];

function identity(person: Reachable | undefined): object {
  return { address: person?.address, displayName: person?.displayName };
}

function calls(people: readonly Reachable[], now: number): object[] {
  const call = (index: number, person: number, change: object) => ({
    id: `session-1${String(index).padStart(3, '0')}`,
    conversationId: `conversation-000${person}`,
    sessionType: 'audio-video',
    direction: 'incoming',
    peer: identity(people[person]),
    media: { microphone: true, camera: index % 2 === 0 },
    atMs: now - (index + 1) * 5 * HOUR,
    ending: { reason: 'hung-up', by: 'them' },
    missed: false,
    seen: true,
    ...change,
  });
  return [
    call(0, 4, { ending: { reason: 'expired', by: 'you' }, missed: true, seen: false }),
    call(1, 1, { durationMs: 3_754_000 }),
    call(2, 2, {
      direction: 'outgoing',
      ending: { reason: 'declined', by: 'them', text: 'In a meeting until three' },
    }),
    call(3, 3, { ending: { reason: 'cancelled', by: 'them' }, missed: true, seen: false }),
    call(4, 5, {
      direction: 'outgoing',
      ending: { reason: 'media-failed', by: 'system' },
      error: 'MEDIA_FAILED',
    }),
    call(5, 1, { sessionType: 'application-sharing', direction: 'outgoing', durationMs: 61_000 }),
    call(6, 6, { ending: { reason: 'answered-elsewhere', by: 'you' } }),
    call(40, 2, { durationMs: 9_000, ending: { reason: 'connection-lost', by: 'them' } }),
  ];
}
