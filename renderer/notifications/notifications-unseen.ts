import { text } from '../i18n/en.ts';
import { totalOf, type Unseen } from '../state/conversations/unseen.ts';
import type { NotificationMessage } from './notification-messages.ts';
import type { NotificationPort } from './notifications.ts';

/** The state that {@link UnseenNotification} depends on. */
export interface UnseenSituation {
  readonly unseen: Unseen;
  /** The user is at the window and sees the unread marks there. */
  readonly isFocused: boolean;
  /** False in do not disturb (SPEC NOTE-6) and without main. */
  readonly mayPopUp: boolean;
}

const TAG = 'unseen';
const NOTHING: Unseen = { missedCalls: 0, unreadMessages: 0 };

/**
 * The one quiet notification of missed calls and unread messages (SPEC NOTE-4). It is shown when their number grows
 * while the user is away, updated in place, and withdrawn when the user returns or has read everything elsewhere. It
 * contains no text of a message.
 */
export class UnseenNotification {
  readonly #port: NotificationPort;
  readonly #showWindow: () => void;
  /** The numbers that the user has seen or was notified of. */
  #known = NOTHING;
  #isShown = false;

  constructor(port: NotificationPort, showWindow: () => void) {
    this.#port = port;
    this.#showWindow = showWindow;
  }

  /** Updates the notification to the current numbers. */
  update({ unseen, isFocused, mayPopUp }: UnseenSituation): void {
    if (isFocused || totalOf(unseen) === 0) {
      this.#known = unseen;
      this.#withdraw();
    } else if (!mayPopUp || !this.#port.isAllowed()) {
      this.#withdraw();
    } else {
      const { missedCalls, unreadMessages } = this.#known;
      const hasGrown = unseen.missedCalls > missedCalls || unseen.unreadMessages > unreadMessages;
      const hasShrunk = unseen.missedCalls < missedCalls || unseen.unreadMessages < unreadMessages;
      this.#known = unseen;
      if (hasGrown || (hasShrunk && this.#isShown)) this.#show(unseen);
    }
  }

  /** Handles what the user did with a notification. A closed one is shown again only for something new. */
  handle({ kind, tag }: NotificationMessage): void {
    if (tag !== TAG) return;
    this.#isShown = false;
    if (kind === 'clicked') this.#showWindow();
  }

  #show(unseen: Unseen): void {
    this.#isShown = true;
    this.#port.show({
      tag: TAG,
      title: text.notification.unseen(unseen),
      body: '',
      lasting: false,
      actions: [],
    });
  }

  #withdraw(): void {
    if (this.#isShown) this.#port.withdraw(TAG);
    this.#isShown = false;
  }
}
