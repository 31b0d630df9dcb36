import type { Reaction } from '../../protocol/conferences/chat.ts';
import { nameList, namesOrCount } from './en.ts';

const REACTIONS: Readonly<Record<Reaction, string>> = {
  'thumbs-up': 'Thumbs up',
  heart: 'Heart',
  applause: 'Applause',
  laugh: 'Laughter',
  surprise: 'Surprise',
  celebrate: 'Celebration',
};

/** Text of the stage of a conference and of its controls; loaded with its views. */
export const stageText = {
  connectionLost: 'Connection lost',
  locked: 'Locked',

  layout: {
    label: 'Layout',
    grid: 'Grid layout',
    speaker: 'Speaker layout',
    'only-speaker': 'Speaker only (saves data)',
    sharing: 'Shared screen layout',
  },

  pages: {
    label: 'Pages',
    previous: 'Previous page',
    next: 'Next page',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },

  screens: (count: number) => `Choose one of ${count} shared screens`,
  sharing: (what: string) => `You’re sharing ${what} with everyone`,

  hand: {
    label: 'Raise hand',
    raise: 'Raise your hand',
    lower: 'Lower your hand',
    raised: 'Hand raised',
  },

  reactions: { label: 'React', names: REACTIONS },

  chat: {
    label: 'Chat',
    unread: (count: number) => `Chat, ${count} unread`,
    show: 'Show chat',
    hide: 'Hide chat',
  },

  /** Name of the button that shows the roster, with raised hands and waiting people. */
  people: (people: string, { hands, waiting }: { hands: number; waiting: number }) => {
    const wishes = [
      hands > 0 && (hands === 1 ? '1 raised hand' : `${hands} raised hands`),
      waiting > 0 && `${waiting} waiting`,
    ].filter((wish) => wish !== false);
    // The badge on the button shows the sum, so screen readers get the sum, too.
    return [people, wishes.length > 1 && `${hands + waiting} requests`, ...wishes].filter(Boolean).join(', ');
  },

  more: 'More',

  announce: {
    hand: (names: readonly string[]) =>
      `${namesOrCount(names)} raised ${names.length === 1 ? 'a hand' : 'their hands'}`,
    joined: (names: readonly string[]) => `${namesOrCount(names)} joined`,
    left: (names: readonly string[]) => `${namesOrCount(names)} left`,
    organizer: (name: string) => `${name} is now an organizer`,
    organizerYou: 'You’re now an organizer',
    screen: (name: string) => `${name} is sharing their screen`,
    lost: (names: readonly string[]) => `${namesOrCount(names)} lost connection`,
    reaction: (reaction: Reaction, names: readonly string[]) =>
      `${REACTIONS[reaction]} from ${nameList(names)}`,
  },
} as const;
