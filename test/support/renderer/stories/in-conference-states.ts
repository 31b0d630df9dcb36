import { ParleyError } from '../../../../protocol/errors.ts';
import { MEDIA, people, session, stay } from './parts.ts';

const NOW = Date.now();

/** A stay with `count` participants, some of them changed, by index, in a conference with the given changes. */
function inConference(
  count: number,
  changes: Readonly<Record<number, object>>,
  conference: object = {},
): object {
  const all = stay(count) as { participants: object[]; conference: object };
  return {
    ...all,
    conference: { ...all.conference, ...conference },
    participants: all.participants.map((participant, index) => ({ ...participant, ...changes[index] })),
  };
}

const waits = { role: 'waiting', status: 'pending' };
const identity = (index: number) => ({
  address: people[index]?.address,
  displayName: people[index]?.displayName,
});

const BUSY = inConference(
  8,
  {
    1: { handRaisedAtMs: 2, media: { ...MEDIA, microphone: 'muted', camera: 'off' } },
    2: { role: 'attendee', handRaisedAtMs: 1 },
    3: { media: { ...MEDIA, screen: 'on', screenName: 'Plan' } },
    4: { role: 'organizer', status: 'disconnected' },
    6: waits,
    7: waits,
  },
  { removed: [identity(4), identity(3)], locked: true, waitingRoom: true, passcode: 'open-sesame' },
);

const said = (sequence: number, from: number, text: string) => ({
  id: `message-00${sequence}`,
  participantId: `participant-00${from}`,
  from: identity(from),
  text,
  sequence,
  sentAtMs: NOW - (20 - sequence) * 60_000,
});

const CHAT = {
  conferenceId: 'conference-0001',
  unread: 0,
  messages: [
    said(1, 1, 'Good morning! The agenda is at https://example.org/agenda/2027/monday?version=3'),
    said(2, 0, 'Thanks. Shall we begin with the budget?'),
    said(3, 3, 'I come in five minutes,\nplease start without me.'),
    said(4, 6, '好的'),
    said(5, 0, 'Averyveryverylongwordwithoutanyspaceinitthathastobebrokensomewhereorthepanegrowstoowide'),
  ],
};

const exited = (reason: string, by: string, change: object = {}) => ({
  stay: { ...stay(3), state: 'exited', ending: { reason, by }, ...change },
});
const refused = (error: ParleyError) => ({
  stay: {
    ...stay(0),
    state: 'exited',
    participantId: undefined,
    ending: { reason: 'server-error', by: 'server' },
    error: error.toWire(),
  },
});
const preview = { leaseId: 'lease-0001', local: MEDIA, errors: [] };

const HOLDER = { purpose: 'conference', name: 'Alice’s conference' };
const receipt = (source: string, index: number, holder: object = HOLDER) => ({
  id: `receipt-${index}`,
  leaseId: index < 3 ? 'lease-0001' : `lease-000${index}`,
  source,
  holder,
  releasedAtMs: NOW - index * 61_000,
  witness: 'page',
});
const RECEIPTS = [
  receipt('microphone', 1),
  receipt('camera', 2),
  receipt('screen', 3, { purpose: 'sharing', name: 'Dmitri Aleksandrovich Sokolov-Ivanov the Younger' }),
  receipt('camera', 4, { purpose: 'preview', name: '' }),
];
const held = (source: string, holder: object) => ({
  trackId: `track-${source}`,
  leaseId: 'lease-0007',
  source,
  isClone: false,
  holder,
  heldSinceMs: NOW - 90_000,
});

const CAMERA_BUSY = new ParleyError('MEDIA_DEVICE_BUSY', '', { context: { source: 'camera' } }).toWire();

/** Everything around the stage of a conference: lobby, people, chat, end. */
export const IN_CONFERENCE_STORIES: Record<string, object> = {
  'join-preview': { preview, offeredLink: 'Zk3vX0mN2Qe8hT5r' },
  'join-preview-dark': {
    preview: { ...preview, local: { ...MEDIA, camera: 'off' }, errors: [CAMERA_BUSY] },
    offeredLink: 'Zk3vX0mN2Qe8hT5r',
  },
  'join-passcode': { preview, ...refused(new ParleyError('CONFERENCE_PASSCODE_WRONG', '')) },
  'join-passcode-wait': {
    preview,
    ...refused(new ParleyError('RATE_LIMITED', '', { context: { retryAfterMs: 600_000 } })),
  },
  'create-options': { people },
  'waiting-room': { stay: { ...stay(0), state: 'waiting' } },
  'in-conference-people': { people, stay: BUSY, speakers: { speaking: ['participant-005'], dominant: null } },
  /** The same in a narrow window, where the user opens the panel. */
  'in-conference-people-narrow': { people, stay: BUSY },
  'in-conference-people-menu': { people, stay: BUSY },
  'in-conference-remove': { people, stay: BUSY },
  'in-conference-settings-menu': { people, stay: BUSY },
  'in-conference-end': { people, stay: BUSY },
  'in-conference-unmute-asked': { people, stay: { ...BUSY, unmuteAskedBy: identity(3) } },
  'in-conference-chat': { people, stay: stay(5), chat: CHAT },
  'in-conference-chat-empty': { people, stay: stay(2) },
  'exited-receipts': {
    ...exited('ended', 'them', {
      ending: { reason: 'ended', by: 'them', text: 'Thank you all, see you on Monday' },
    }),
    ledger: { held: [], receipts: RECEIPTS },
  },
  'exited-removed': {
    ...exited('removed', 'them', {
      ending: { reason: 'removed', by: 'them', text: 'This is the wrong meeting' },
    }),
    ledger: {
      held: [held('camera', HOLDER)].map((track) => ({ ...track, leaseId: 'lease-0001' })),
      receipts: [],
    },
  },
  'exited-locked': refused(new ParleyError('CONFERENCE_LOCKED', '')),
  'ended-receipts': {
    people,
    sessions: [session({ state: 'terminated', ending: { reason: 'hung-up', by: 'them' } })],
    ledger: { held: [], receipts: RECEIPTS },
  },
  'settings-devices-used': {
    people,
    ledger: { held: [held('microphone', { purpose: 'call', name: 'Bob' })], receipts: RECEIPTS },
  },
};

/** Test IDs of the elements to click before the picture is taken. */
export const IN_CONFERENCE_PRESSED: Readonly<Record<string, readonly string[]>> = {
  'create-options': ['new-conference-options'],
  'in-conference-people-menu': ['participant-menu'],
  'in-conference-remove': ['participant-menu', 'action-remove'],
  'in-conference-settings-menu': ['conference-menu'],
  'in-conference-end': ['leave-menu', 'terminate'],
  'in-conference-people-narrow': ['toggle-roster'],
  'in-conference-chat': ['toggle-chat'],
  'in-conference-chat-empty': ['toggle-chat'],
  'settings-devices-used': ['open-settings'],
};
