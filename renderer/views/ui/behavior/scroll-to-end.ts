import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../../../protocol/messages.ts';

/** So near the end, in CSS pixels, is at the end; so near the start asks for what is before it. */
const NEAR_END = 24;
const NEAR_START = 64;

/** A list that stays at its end while it is there. */
export interface ScrollToEnd {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  /** Something came since the user scrolled away from the end. */
  readonly hasNew: boolean;
  /** The user scrolled: says where the list is now. */
  readonly follow: () => 'start' | 'end' | 'between';
  readonly toEnd: () => void;
}

/**
 * Keeps a list of messages at its end, unless the user has scrolled up: then it stays where it is, also when earlier
 * messages are put before what is on screen. What our user writes leads back to the end.
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
    // A composer that grows, or a window that is made smaller, must not hide the last message.
    const observer = new ResizeObserver(() => {
      if (before.current.isAtEnd) toEnd();
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [toEnd]);

  return { element, isAtEnd, hasNew, follow, toEnd };
}
