import { useState } from 'preact/hooks';
import { useMediaQuery } from '../media-query.ts';

/** What is beside the stage: one of them at most. */
export type SidePanel = 'people' | 'chat';

/** Room for a panel beside the stage. With less it covers the stage. */
const WIDE = '(min-width: 900px)';

/** The roster where there is room and nothing where there is not, until the user says otherwise or the room changes. */
export function useSidePanel(): [shown: SidePanel | null, toggle: (panel: SidePanel) => void] {
  const isWide = useMediaQuery(WIDE);
  const [chosen, setChosen] = useState<{ panel: SidePanel | null; isWide: boolean } | null>(null);
  const shown = chosen?.isWide === isWide ? chosen.panel : isWide ? 'people' : null;
  return [shown, (panel) => setChosen({ panel: panel === shown ? null : panel, isWide })];
}
