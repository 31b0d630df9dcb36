/** The facts that decide whether the user has seen a conversation to its end. */
export interface Reading {
  readonly unread: number;
  /** The latest messages are here, and the view is scrolled to its end. */
  readonly isAtEnd: boolean;
  /** `document.visibilityState` is `visible`. */
  readonly isVisible: boolean;
  /** `document.hasFocus()`. */
  readonly hasFocus: boolean;
}

/**
 * Whether the other side may be told that its messages were read (SPEC SES-2): only if the user could see them. A
 * window behind others, or a list that is scrolled up, has shown nothing.
 */
export function isReadNow({ unread, isAtEnd, isVisible, hasFocus }: Reading): boolean {
  return unread > 0 && isAtEnd && isVisible && hasFocus;
}
