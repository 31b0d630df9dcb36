import { useRef, useState } from 'preact/hooks';
import type { StayView } from '../../../protocol/rpc/app-state.ts';
import { callBecoming } from '../../state/sessions.ts';
import { useConversations } from '../conversation/conversations-context.ts';
import { useAppState } from '../store-context.ts';
import { useMediaQuery } from '../ui/behavior/media-query.ts';

/** The panel beside the stage; at most one. */
export type SidePanel = 'people' | 'chat';

/** The state of the panel beside the stage. */
export interface ShownPanel {
  readonly shown: SidePanel | null;
  /** Whether the user has opened or closed the panel. A panel that the user opens takes the focus. */
  readonly isChosen: boolean;
  readonly toggle: (panel: SidePanel) => void;
}

/** The window is wide enough for a panel beside the stage. In a narrower one the panel covers the stage. */
const WIDE_WINDOW = '(min-width: 900px)';

/**
 * Initially the roster in a wide window and nothing in a narrow one; the chat for users who had the messages of the
 * call open that became this conference (SPEC ESC-4). It follows the width until the user opens or closes a panel.
 */
export function useSidePanel(stay: StayView): ShownPanel {
  const isWide = useMediaQuery(WIDE_WINDOW);
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

/** Whether the messages were open beside the call when it became this conference. */
function useHadMessages(stay: StayView): boolean {
  const { messagesShownIn } = useConversations().navigation;
  const call = callBecoming(useAppState().sessions, stay);
  const hadMessages = useRef(false);
  if (call) hadMessages.current = messagesShownIn.value === call.id;
  return !call && hadMessages.current;
}
