import { useRef, useState } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { callBecoming } from '../../state/sessions.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { useAppState } from '../store-context.ts';
import { useMediaQuery } from '../ui/behavior/media-query.ts';

/** What is beside the stage: one of them at most. */
export type SidePanel = 'people' | 'chat';

/** The panel beside the stage. */
export interface ShownPanel {
  readonly shown: SidePanel | null;
  /** Whether the user has opened or closed it. What they open takes the focus. */
  readonly isChosen: boolean;
  readonly toggle: (panel: SidePanel) => void;
}

/** Room for a panel beside the stage. With less it covers the stage. */
const WIDE = '(min-width: 900px)';

/**
 * The roster where there is room and nothing where there is not, and the chat for whoever had the messages of the call
 * open that became this conference (SPEC ESC-4): until the user says otherwise or the room changes.
 */
export function useSidePanel(stay: StayView): ShownPanel {
  const isWide = useMediaQuery(WIDE);
  const hadMessages = useHadMessages(stay);
  const [chosen, setChosen] = useState<{ panel: SidePanel | null; isWide: boolean } | null>(null);
  const usual = hadMessages ? 'chat' : isWide ? 'people' : null;
  const shown = chosen?.isWide === isWide ? chosen.panel : usual;
  return {
    shown,
    isChosen: chosen?.isWide === isWide,
    toggle: (panel) => setChosen({ panel: panel === shown ? null : panel, isWide }),
  };
}

/** Whether the messages stood beside the call when this conference took its place. */
function useHadMessages(stay: StayView): boolean {
  const { messagesShownIn } = useConversations().navigation;
  const call = callBecoming(useAppState().sessions, stay);
  const hadMessages = useRef(false);
  if (call) hadMessages.current = messagesShownIn.value === call.id;
  return !call && hadMessages.current;
}
