import type { Reaction } from '../../../../protocol/conferences/chat.ts';
import { MEDIA, people, stay } from './parts.ts';

const id = (index: number) => `participant-${String(index).padStart(3, '0')}`;

/** A stay with `count` participants, some of them changed, by index. */
function stayWith(count: number, changes: Readonly<Record<number, object>>, change: object = {}): object {
  const all = stay(count, change) as { participants: object[] };
  const participants = all.participants.map((participant, index) => ({ ...participant, ...changes[index] }));
  return { ...all, participants };
}

const showing = (screenName?: string) => ({
  media: { ...MEDIA, screen: 'on', screenName },
});
const hand = (order: number) => ({ handRaisedAtMs: 1_000 + order });
const LOST = { status: 'disconnected' };
const waiting = { role: 'waiting', status: 'pending' };
const speakers = (...indexes: number[]) => ({
  speaking: indexes.map(id),
  dominant: indexes[0] === undefined ? null : id(indexes[0]),
});

/** Conferences in every state of their stage. */
export const CONFERENCE_STORIES: Record<string, object> = {
  ...Object.fromEntries([1, 2, 5, 16, 49, 60].map((count) => [`conference-${count}`, { stay: stay(count) }])),
  'conference-speaker': { stay: stay(12), speakers: speakers(3, 5) },
  'conference-only-speaker': { stay: stay(12), speakers: speakers(3, 5) },
  'conference-speaker-2': { stay: stay(2), speakers: speakers(0) },
  'conference-speaker-60': { stay: stay(60), speakers: speakers(40) },
  'conference-sharing': {
    stay: stayWith(9, { 1: showing('Plan of the new house, second floor') }),
    speakers: speakers(6),
  },
  'conference-sharing-2': { stay: stayWith(2, { 1: showing() }) },
  'conference-sharing-several': {
    stay: stayWith(6, { 1: showing('Budget 2027.xlsx'), 4: showing('図面.pdf') }),
  },
  'conference-sharing-own': {
    stay: stay(4, { local: { ...MEDIA, screen: 'on', screenName: 'Budget 2027.xlsx' } }),
  },
  'in-conference-life': {
    stay: stayWith(7, { 2: hand(1), 3: { ...hand(2), ...LOST }, 4: LOST, 5: waiting, 6: waiting }),
    speakers: speakers(1),
    chat: { conferenceId: 'conference-0001', messages: [], unread: 7 },
  },
  'conference-attendee': { people, stay: stayWith(3, { 0: { role: 'attendee', ...hand(1) } }) },
  'conference-reacting': { stay: stay(3) },
  'conference-more': { stay: stay(3) },
  'conference-people': { stay: stay(5) },
};

/** Test IDs of the elements to click before the picture is taken. */
export const CONFERENCE_PRESSED: Readonly<Record<string, readonly string[]>> = {
  'conference-speaker': ['more', 'layout-speaker'],
  'conference-only-speaker': ['more', 'layout-only-speaker'],
  'conference-speaker-2': ['more', 'layout-speaker'],
  'conference-speaker-60': ['more', 'layout-speaker'],
  'conference-sharing-several': ['screens'],
  'conference-reacting': ['reactions'],
  'conference-more': ['more'],
  'conference-people': ['toggle-roster'],
};

/** The reactions that are shown; the index is that of the participant. */
export const REACTIONS: Readonly<Record<string, readonly Reaction[]>> = {
  'conference-16': ['thumbs-up', 'heart', 'applause', 'laugh', 'surprise', 'celebrate'],
  'in-conference-life': ['thumbs-up', 'heart', 'applause'],
};
