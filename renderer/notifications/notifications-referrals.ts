import type { ReferId } from '../../protocol/ids.ts';
import type { EstablishedCall } from '../../protocol/rpc/session-view.ts';
import { text } from '../i18n/en.ts';
import { targetName } from '../state/transfers.ts';
import type { NotificationMessage } from './notification-messages.ts';
import type { NotificationPort } from './notifications.ts';

/** What the actions of these notifications do. */
export interface ReferralAnswers {
  answerReferral(referId: ReferId, accepted: boolean): void;
  showWindow(): void;
}

/**
 * Notifications that ask the user whether they agree to be transferred (SPEC REF-1). Each is shown once, if the window
 * is hidden, and withdrawn together with the question.
 */
export class ReferralNotifications {
  readonly #port: NotificationPort;
  readonly #answers: ReferralAnswers;
  readonly #asked = new Set<ReferId>();
  /** Includes notifications that the user closed. They are not shown again. */
  readonly #shown = new Set<ReferId>();

  constructor(port: NotificationPort, answers: ReferralAnswers) {
    this.#port = port;
    this.#answers = answers;
  }

  /**
   * Shows and withdraws notifications to match the current questions. `mayPopUp`: the user is not at the window and may
   * be notified.
   */
  update(asked: readonly EstablishedCall[], mayPopUp: boolean): void {
    const referrals = asked.flatMap(({ peer, referral }) => (referral ? [{ peer, referral }] : []));
    this.#asked.clear();
    for (const { referral } of referrals) this.#asked.add(referral.id);
    for (const id of this.#shown) {
      if (this.#asked.has(id)) continue;
      this.#shown.delete(id);
      this.#port.withdraw(id);
    }
    for (const { peer, referral } of referrals) {
      if (!mayPopUp || this.#shown.has(referral.id) || !this.#port.isAllowed()) continue;
      this.#shown.add(referral.id);
      this.#port.show({
        tag: referral.id,
        title: text.notification.referral(peer.displayName, targetName(referral.to)),
        body: '',
        lasting: true,
        actions: [
          { action: 'accept', title: text.notification.accept },
          { action: 'decline', title: text.incoming.decline },
        ],
      });
    }
  }

  /** Handles what the user did with a notification. A question that no longer exists needs no answer. */
  handle({ kind, tag, action }: NotificationMessage): void {
    const id = [...this.#asked].find((each) => each === tag);
    if (id === undefined || kind === 'closed') return;
    if (action === '') this.#answers.showWindow();
    else this.#answers.answerReferral(id, action === 'accept');
  }
}
