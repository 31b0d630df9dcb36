import type { Reaction } from '../../../../protocol/conferences/chat.ts';
import type { Participant } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import { stageText } from '../../../i18n/en-stage.ts';

/** Changes on stage, to be announced to screen readers. */
export interface StageNews {
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** Sentences about new organizers. */
  readonly organizers: readonly string[];
  readonly hands: readonly string[];
  readonly screens: readonly string[];
  readonly lost: readonly string[];
  readonly reactions: readonly { readonly name: string; readonly reaction: Reaction }[];
}

export const NO_NEWS: StageNews = {
  joined: [],
  left: [],
  organizers: [],
  hands: [],
  screens: [],
  lost: [],
  reactions: [],
};

/** Changes between two rosters. Changes by the user are left out. */
export function newsBetween(
  before: readonly Participant[],
  now: readonly Participant[],
  own: ParticipantId | undefined,
): StageNews {
  const was = new Map(before.map((participant) => [participant.id, participant]));
  const namesOf = (isNew: (before: Participant, now: Participant) => boolean) =>
    now.flatMap((participant) => {
      const previous = was.get(participant.id);
      const isNews = previous !== undefined && participant.id !== own && isNew(previous, participant);
      return isNews ? [participant.displayName] : [];
    });
  const isIn = (participant: Participant | undefined) =>
    participant !== undefined && participant.role !== 'waiting' && participant.status !== 'dialing-in';
  const others = (list: readonly Participant[]) => list.filter((each) => each.id !== own && isIn(each));
  const is = new Map(now.map((participant) => [participant.id, participant]));
  // The first roster of a stay contains no changes.
  const wasIn = own !== undefined && was.has(own);
  const names = (list: readonly Participant[]) => list.map(({ displayName }) => displayName);
  return {
    joined: wasIn ? names(others(now).filter(({ id }) => !isIn(was.get(id)))) : [],
    left: wasIn ? names(others(before).filter(({ id }) => !isIn(is.get(id)))) : [],
    organizers: now
      .filter(isNewOrganizer(was))
      .map((each) =>
        each.id === own ? stageText.announce.organizerYou : stageText.announce.organizer(each.displayName),
      ),
    hands: namesOf((one, other) => one.handRaisedAtMs === undefined && other.handRaisedAtMs !== undefined),
    screens: namesOf((one, other) => one.media.screen === 'off' && other.media.screen === 'on'),
    lost: namesOf((one, other) => one.status !== 'disconnected' && other.status === 'disconnected'),
    reactions: [],
  };
}

function isNewOrganizer(was: ReadonlyMap<ParticipantId, Participant>) {
  return ({ id, role }: Participant): boolean => {
    const previous = was.get(id);
    return role === 'organizer' && previous !== undefined && previous.role !== 'organizer';
  };
}

/** The changes of both, in order. */
export function joinNews(one: StageNews, other: StageNews): StageNews {
  return {
    joined: [...one.joined, ...other.joined],
    left: [...one.left, ...other.left],
    organizers: [...one.organizers, ...other.organizers],
    hands: [...one.hands, ...other.hands],
    screens: [...one.screens, ...other.screens],
    lost: [...one.lost, ...other.lost],
    reactions: [...one.reactions, ...other.reactions],
  };
}

/** A few sentences for any number of changes: people who did the same share a sentence. Empty if nothing changed. */
export function newsWords({ joined, left, organizers, hands, screens, lost, reactions }: StageNews): string {
  const words = stageText.announce;
  const kinds = [...new Set(reactions.map(({ reaction }) => reaction))];
  const sentences = [
    ...(joined.length > 0 ? [words.joined(unique(joined))] : []),
    ...(left.length > 0 ? [words.left(unique(left))] : []),
    ...organizers,
    ...screens.map(words.screen),
    ...(hands.length > 0 ? [words.hand(unique(hands))] : []),
    ...(lost.length > 0 ? [words.lost(unique(lost))] : []),
    ...kinds.map((kind) =>
      words.reaction(
        kind,
        unique(reactions.filter(({ reaction }) => reaction === kind).map(({ name }) => name)),
      ),
    ),
  ];
  return sentences.map((sentence) => `${sentence}.`).join(' ');
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
