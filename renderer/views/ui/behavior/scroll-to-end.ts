import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../../../protocol/messages.ts';

/**
 * Distances in CSS pixels: a list this close to its end is at its end, and a list this close to its start asks for
 * earlier entries.
 */
const NEAR_END = 24;
const NEAR_START = 64;

/** A list that stays scrolled to its end. */
export interface ScrollToEnd {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  /** Something arrived since the user scrolled away from the end. */
  readonly hasNew: boolean;
  /** Handles scrolling by the user, and returns the position of the list. */
  readonly follow: () => 'start' | 'end' | 'between';
  readonly toEnd: () => void;
}

/**
 * Keeps a list of messages scrolled to its end. When the user has scrolled up, the list keeps its position, also when
 * earlier messages are added above. A message that the user sends scrolls to the end.
 */
export function useScrollToEnd(messages: readonly Pick<MessageView, 'id' | 'direction'>[]): ScrollToEnd {
  const element = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [hasNew, setNew] = useState(false);
  const before = useRef({ isAtEnd: true, height: 0, first: messages[0], last: messages.at(-1) });

  const toEnd = useCallback(() => {
    const list = element.current;
    if (list) list.scrollTop = list.scrollHeight;
    before.current.isAtEnd = true;
    setAtEnd(true);
    setNew(false);
  }, []);

  const follow = useCallback(() => {
    const list = element.current;
    if (!list) return 'between';
    const now = list.scrollHeight - list.scrollTop - list.clientHeight <= NEAR_END;
    before.current.isAtEnd = now;
    setAtEnd(now);
    if (now) setNew(false);
    return now ? 'end' : list.scrollTop <= NEAR_START ? 'start' : 'between';
  }, []);

  useLayoutEffect(() => {
    const list = element.current;
    if (!list) return;
    const { isAtEnd: wasAtEnd, height, first, last } = before.current;
    const [firstNow, lastNow] = [messages[0], messages.at(-1)];
    const isNew = lastNow !== undefined && lastNow.id !== last?.id;
    if (wasAtEnd || (isNew && lastNow.direction === 'outgoing')) toEnd();
    else if (isNew) setNew(true);
    else if (firstNow?.id !== first?.id) list.scrollTop += list.scrollHeight - height;
    before.current = { ...before.current, height: list.scrollHeight, first: firstNow, last: lastNow };
  }, [messages, toEnd]);

  useEffect(() => {
    const list = element.current;
    if (!list) return;
    // A growing composer or a smaller window must not hide the last message.
    const observer = new ResizeObserver(() => {
      if (before.current.isAtEnd) toEnd();
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [toEnd]);

  return { element, isAtEnd, hasNew, follow, toEnd };
}
