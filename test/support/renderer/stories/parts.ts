import { callView, conferenceInvitationView, screenShareView } from '../samples/session-view.ts';

/** Names of different lengths and scripts. */
const NAMES = [
  'Alice Brandt',
  'Bob',
  'Carol Nakamura',
  'Dmitri Aleksandrovich Sokolov-Ivanov the Younger of Petersburg',
  'Élodie Petit',
  'Fatima',
  '李小龙',
  'Grace Hopper',
];

/** The address for a name. */
function address(name: string, index: number): string {
  return `${
    name
      .toLowerCase()
      .replace(/[^a-z]+/g, '.')
      .replace(/^\.|\.$/g, '') || `user${index}`
  }@parley.local`;
}

/** All people that the user of a story knows. */
export const people = NAMES.map((displayName, index) => ({
  displayName,
  address: address(displayName, index),
  presence: (['available', 'available', 'in-call', 'available', 'offline'] as const)[index % 5],
}));

/** Microphone and camera on. */
export const MEDIA = { microphone: 'on', camera: 'on', screen: 'off' } as const;

/** An established call with Bob, or a session of another type, with the changes that a story needs. */
export function session(change: Record<string, unknown>): object {
  const facts = {
    id: 'session-0001',
    invitationId: 'invitation-0001',
    conversationId: 'conversation-0001',
    leaseId: 'lease-0001',
    direction: 'outgoing',
    peer: { address: people[1]?.address, displayName: 'Bob' },
    state: 'established',
    requested: { microphone: true, camera: true },
    local: MEDIA,
    remote: MEDIA,
    hold: { byUs: false, byThem: false },
    establishedAtMs: Date.now() - 754_000,
    ...change,
  };
  if (change.sessionType === 'application-sharing') return screenShareView(facts);
  return change.sessionType === 'conference' ? conferenceInvitationView(facts) : callView(facts);
}

/** Changes that make a session ring here. */
export const ringing = { state: 'incoming', direction: 'incoming', establishedAtMs: undefined };

/** An ended call with Bob. */
export const ended = (reason: string, by: string, more: object = {}) =>
  session({ state: 'terminated', ending: { reason, by }, ...more });

/**
 * A stay in a conference with `count` people, with the changes that a story needs. The user is the first participant
 * and an organizer.
 */
export function stay(count: number, change: object = {}): object {
  const participants = Array.from({ length: count }, (_, index) => ({
    id: `participant-${String(index).padStart(3, '0')}`,
    address: address(NAMES[index % NAMES.length] ?? '', index),
    displayName: NAMES[index % NAMES.length],
    endpointId: `endpoint-${index}-00`,
    role: index === 0 ? 'organizer' : 'presenter',
    status: 'connected',
    media: { ...MEDIA, microphone: index % 3 === 1 ? 'muted' : 'on', camera: index % 4 === 2 ? 'off' : 'on' },
    joined: 'dialed-in',
    joinedAtMs: 0,
  }));
  return {
    conference: {
      id: 'conference-0001',
      conversationId: 'conversation-0002',
      title: 'Alice’s conference',
      link: 'http://127.0.0.1:7450/c/Zk3vX0mN2Qe8hT5r',
      locked: false,
      waitingRoom: false,
      removed: [],
    },
    leaseId: 'lease-0001',
    screenLeaseId: 'lease-0001',
    state: 'connected',
    participantId: 'participant-000',
    participants,
    local: MEDIA,
    ...change,
  };
}
