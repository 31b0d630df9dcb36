import { useRef } from 'preact/hooks';
import type { Participant, Speakers } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { focusOf } from './speaker-focus.ts';
import type { StageChoice } from './stage-choice.ts';
import { NO_TILES, nextOrder } from './tile-order.ts';

/** Who is on stage, and where. */
export interface Cast {
  /** Everyone who is in, in order of joining. */
  readonly people: readonly Participant[];
  /** Whose camera is the large picture. */
  readonly large: ParticipantId | null;
  /** Everyone else, in the order of their tiles, when so many fit on a page. */
  inOrder(perPage: number): readonly ParticipantId[];
}

/** Those who are in: whoever waits is in the roster only. */
export function peopleIn({ participants }: StayView): readonly Participant[] {
  return participants.filter(({ role }) => role !== 'waiting');
}

/** The cast of a stage. It remembers who had the word and who stood where, for as long as the stage is shown. */
export function useCast(stay: StayView, choice: StageChoice, speakers: Speakers | null): Cast {
  const order = useRef(NO_TILES);
  const focus = useRef<ParticipantId | null>(null);
  const people = peopleIn(stay);
  const present = people.map(({ id }) => id);
  const own = stay.participantId;
  const dominant = speakers?.dominant ?? null;
  focus.current = focusOf({ present, own, dominant, previous: focus.current });
  const isOfSpeaker = choice.layout === 'speaker' || choice.layout === 'only-speaker';
  const large = isOfSpeaker ? focus.current : null;
  // Beside a screen its sharer stands first.
  const first = choice.layout === 'sharing' ? (present.find((id) => id === choice.shown) ?? null) : null;
  return {
    people,
    large,
    inOrder(perPage) {
      const apart = [large, first].filter((id) => id !== null);
      const firstPage = first === null ? perPage : perPage - 1;
      order.current = nextOrder(order.current, { present, speaking: heard(speakers, own), firstPage, apart });
      const rest = order.current.tiles.filter((id) => !apart.includes(id));
      return first === null ? rest : [first, ...rest];
    },
  };
}

/** Whoever has the word stays in sight while they take a breath; nobody needs to see themselves speak. */
function heard(speakers: Speakers | null, own: ParticipantId | undefined): ParticipantId[] {
  if (!speakers) return [];
  const { speaking, dominant } = speakers;
  const all = dominant === null ? speaking : [...new Set([...speaking, dominant])];
  return all.filter((id) => id !== own);
}
