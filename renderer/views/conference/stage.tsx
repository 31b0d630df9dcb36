import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { text } from '../../i18n/en.ts';
import { gridLayout } from './grid-layout.ts';
import { Tile } from './tile.tsx';

const GAP = 8;

/** Everyone's picture, as large as the window allows. */
export function ConferenceStage({ stay }: { stay: StayView }) {
  const stage = useRef<HTMLElement>(null);
  const { participants, participantId } = stay;
  useGrid(stage, participants.length);
  return (
    <section ref={stage} class="stage" aria-label={text.conference.stage}>
      <ul class="tiles">
        {participants.map((participant) => (
          <Tile
            key={participant.id}
            participant={participant}
            stay={stay}
            isOwn={participant.id === participantId}
          />
        ))}
      </ul>
    </section>
  );
}

/** Keeps the grid's custom properties in step with the number of tiles and the room there is. */
function useGrid(stage: RefObject<HTMLElement | null>, count: number): void {
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const resize = () => {
      const { clientWidth: width, clientHeight: height } = element;
      const layout = gridLayout(count, { width, height, gap: GAP });
      element.dataset.scrolls = String(layout.scrolls);
      element.tabIndex = layout.scrolls ? 0 : -1;
      element.style.setProperty('--columns', String(layout.columns));
      element.style.setProperty('--tile-width', `${layout.tileWidth}px`);
      element.style.setProperty('--tile-height', `${layout.tileHeight}px`);
    };
    resize();
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    return () => observer.disconnect();
  }, [count, stage]);
}
