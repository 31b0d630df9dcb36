import { text } from '../i18n/en.ts';
import { totalOf, type Unseen } from '../state/conversations/unseen.ts';
import type { NotificationMessage } from './notification-messages.ts';
import type { NotificationPort } from './notifications.ts';

/** What {@link UnseenNotification} goes by. */
export interface UnseenSituation {
  readonly unseen: Unseen;
  /** The user is at the window, and sees the marks in it. */
  readonly isFocused: boolean;
  /** Not in do not disturb (SPEC NOTE-6), and not without main. */
  readonly mayPopUp: boolean;
}

const TAG = 'unseen';
const NOTHING: Unseen = { missedCalls: 0, unreadMessages: 0 };

/**
 * The one quiet notification of missed calls and unread messages (SPEC NOTE-4): shown when there are more of them
 * while the user is away, changed in place, withdrawn when the user is back or has seen all elsewhere. It holds no
 * word of a message.
 */
export class UnseenNotification {
  readonly #port: NotificationPort;
  readonly #showWindow: () => void;
  /** What the user has seen marked, or was told. */
  #known = NOTHING;
  #isShown = false;

  constructor(port: NotificationPort, showWindow: () => void) {
    this.#port = port;
    this.#showWindow = showWindow;
  }

  /** Brings it in step with what is unseen now. */
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

  /** The user did something with a notification; one that was closed comes back only for something new. */
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
