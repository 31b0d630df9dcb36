import { useRef } from 'preact/hooks';
import type { Participant, Speakers } from '../../../../protocol/conferences/conference.ts';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { largeParticipantOf } from './large-participant.ts';
import type { StageChoice } from './stage-choice.ts';
import { NO_TILES, nextOrder } from './tile-order.ts';

/** The participants on stage and their arrangement. */
export interface StageParticipants {
  /** All participants in order of joining. */
  readonly people: readonly Participant[];
  /** The participant whose camera is the large picture. */
  readonly large: ParticipantId | null;
  /** All others in the order of their tiles, for a page of this size. */
  inOrder(perPage: number): readonly ParticipantId[];
}

/** Participants without those in the waiting room. */
export function peopleIn({ participants }: StayView): readonly Participant[] {
  return participants.filter(({ role }) => role !== 'waiting');
}

/** The arrangement of a stage. It remembers recent speakers and the order of tiles as long as the stage is shown. */
export function useStageParticipants(
  stay: StayView,
  choice: StageChoice,
  speakers: Speakers | null,
): StageParticipants {
  const order = useRef(NO_TILES);
  const largest = useRef<ParticipantId | null>(null);
  const people = peopleIn(stay);
  const present = people.map(({ id }) => id);
  const own = stay.participantId;
  const dominant = speakers?.dominant ?? null;
  largest.current = largeParticipantOf({ present, own, dominant, previous: largest.current });
  const isOfSpeaker = choice.layout === 'speaker' || choice.layout === 'only-speaker';
  const large = isOfSpeaker ? largest.current : null;
  // In the sharing layout the sharer comes first.
  const first = choice.layout === 'sharing' ? (present.find((id) => id === choice.shown) ?? null) : null;
  return {
    people,
    large,
    inOrder(perPage) {
      const apart = [large, first].filter((id) => id !== null);
      const firstPage = first === null ? perPage : perPage - 1;
      order.current = nextOrder(order.current, {
        present,
        speaking: audibleSpeakers(speakers, own),
        firstPage,
        apart,
      });
      const rest = order.current.tiles.filter((id) => !apart.includes(id));
      return first === null ? rest : [first, ...rest];
    },
  };
}

/** The dominant speaker counts during short pauses, too. The user's own speech does not count. */
function audibleSpeakers(speakers: Speakers | null, own: ParticipantId | undefined): ParticipantId[] {
  if (!speakers) return [];
  const { speaking, dominant } = speakers;
  const all = dominant === null ? speaking : [...new Set([...speaking, dominant])];
  return all.filter((id) => id !== own);
}
