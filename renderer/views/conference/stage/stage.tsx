import { useRef, useState } from 'preact/hooks';
import type { ParticipantId } from '../../../../protocol/ids.ts';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { conferenceText } from '../../../i18n/en-conferences.ts';
import { useAppState } from '../../store-context.ts';
import type { Place } from './layout/grid-layout.ts';
import { Pager } from './pager.tsx';
import { ShownScreen } from './shown-screen.tsx';
import type { Layout, StageChoice } from './stage-choice.ts';
import { type StageParticipants, useStageParticipants } from './stage-participants.ts';
import { type StagePlaces, stagePlaces } from './stage-places.ts';
import { Tile } from './tile.tsx';
import { useElementSize } from './use-element-size.ts';

interface ConferenceStageProps {
  readonly stay: StayView;
  readonly choice: StageChoice;
  readonly onScreen: (sharer: ParticipantId) => void;
}

/** The participants in the layout that the user chose, on several pages if necessary (SPEC CONF-11). */
export function ConferenceStage({ stay, choice, onScreen }: ConferenceStageProps) {
  const stage = useRef<HTMLElement>(null);
  const size = useElementSize(stage);
  const { speakers } = useAppState();
  const participants = useStageParticipants(stay, choice, speakers);
  const [page, turnTo] = usePage(choice.layout);
  const count = tileCount(participants, choice.layout);
  const hasLarge = choice.layout !== 'grid';
  // Nothing is shown before the size is known. Otherwise the first video frames would have a wrong size.
  const places = size && stagePlaces({ stage: size, count, hasLarge, page });
  const placed = places ? placesById(participants, places) : new Map<ParticipantId, Place>();
  return (
    <section
      ref={stage}
      class="stage"
      data-layout={choice.layout}
      data-testid="stage"
      aria-label={conferenceText.stage}
    >
      {choice.layout === 'sharing' && places?.large && (
        <ShownScreen stay={stay} choice={choice} place={places.large} onScreen={onScreen} />
      )}
      <ul class="tiles">
        {/* In order of joining, wherever they are on stage: moving a video in the document can stop it. */}
        {participants.people.map((participant) => {
          const { id } = participant;
          const place = placed.get(id);
          return (
            place && (
              <Tile
                key={id}
                participant={participant}
                stay={stay}
                place={place}
                isSpeaking={speakers?.speaking.includes(id) ?? false}
                isSpeaker={speakers?.dominant === id}
                isSparing={choice.layout === 'only-speaker'}
              />
            )
          );
        })}
      </ul>
      {places && places.pages > 1 && <Pager page={places.page} pages={places.pages} onPage={turnTo} />}
    </section>
  );
}

/** The number of tiles beside the large picture. */
function tileCount({ people, large }: StageParticipants, layout: Layout): number {
  if (layout === 'only-speaker') return 0;
  return large === null ? people.length : people.length - 1;
}

/** The current page. Each layout begins with its first page. */
function usePage(layout: Layout): [page: number, turnTo: (page: number) => void] {
  const [turned, setTurned] = useState({ layout, page: 0 });
  return [turned.layout === layout ? turned.page : 0, (page) => setTurned({ layout, page })];
}

function placesById(
  participants: StageParticipants,
  { large, tiles, perPage, page }: StagePlaces,
): Map<ParticipantId, Place> {
  const shown = participants.inOrder(perPage).slice(page * perPage, page * perPage + tiles.length);
  const placed = new Map<ParticipantId, Place>();
  if (participants.large !== null && large) placed.set(participants.large, large);
  for (const [index, id] of shown.entries()) {
    const place = tiles[index];
    if (place) placed.set(id, place);
  }
  return placed;
}
