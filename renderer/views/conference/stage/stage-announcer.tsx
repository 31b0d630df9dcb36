import { useEffect, useRef } from 'preact/hooks';
import type { StayView } from '../../../../protocol/rpc/app-state.ts';
import { useReactions } from '../../reactions-context.ts';
import { LiveRegion, type Spoken, useSpoken } from '../../ui/behavior/live-region.tsx';
import { joinNews, NO_NEWS, newsBetween, newsWords, type StageNews } from './stage-news.ts';

/** Changes within this time are announced together, in milliseconds. */
const BATCH_MS = 1_000;

/**
 * Announces joining and leaving, new organizers, raised hands, shared screens, lost connections and reactions to screen
 * readers.
 */
export function StageAnnouncer({ stay }: { stay: StayView }) {
  const spoken = useSpoken();
  useBatchedNews(useNews(stay), spoken.say);
  return <LiveRegion spoken={spoken} testId="stage-announcer" />;
}

/** Changes since the last render. */
function useNews({ participants, participantId }: StayView): StageNews {
  const { shown } = useReactions();
  const before = useRef(participants);
  const told = useRef(shown.value.at(-1)?.number ?? 0);
  const changed = newsBetween(before.current, participants, participantId);
  const reactions = shown.value.flatMap((each) => {
    const name = participants.find(({ id }) => id === each.participantId)?.displayName;
    const isNews = each.number > told.current && each.participantId !== participantId;
    return name !== undefined && isNews ? [{ name, reaction: each.reaction }] : [];
  });
  useEffect(() => {
    before.current = participants;
    told.current = shown.value.at(-1)?.number ?? told.current;
  });
  return { ...changed, reactions };
}

/** Collects changes for {@link BATCH_MS}, then announces them. */
function useBatchedNews(news: StageNews, say: Spoken['say']): void {
  const collected = useRef(NO_NEWS);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (newsWords(news) === '') return;
    collected.current = joinNews(collected.current, news);
    timer.current ??= setTimeout(() => {
      timer.current = null;
      say([newsWords(collected.current)]);
      collected.current = NO_NEWS;
    }, BATCH_MS);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
}
