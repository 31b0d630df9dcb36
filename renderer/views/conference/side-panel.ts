import { useEffect, useState } from 'preact/hooks';
import { useMediaQuery } from '../media-query.ts';

/** What is beside the stage: one of them at most. */
export type SidePanel = 'people' | 'chat';

/** Room for a panel beside the stage. With less it covers the stage. */
const WIDE = '(min-width: 900px)';

/** The roster where there is room, until the user says otherwise or the room changes. */
export function useSidePanel(): [shown: SidePanel | null, toggle: (panel: SidePanel) => void] {
  const isWide = useMediaQuery(WIDE);
  const [shown, setShown] = useState<SidePanel | null>(isWide ? 'people' : null);
  useEffect(() => setShown((before) => (isWide ? (before ?? 'people') : null)), [isWide]);
  return [shown, (panel) => setShown((before) => (before === panel ? null : panel))];
}
