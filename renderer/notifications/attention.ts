import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { conflictFor, othersFor } from '../../protocol/calls/call-conflict.ts';
import { text } from '../i18n/en.ts';
import { totalOf, unseenOf } from '../state/conversations/unseen.ts';
import type { Store } from '../state/state.ts';
import { asksBeforeClosing, invitationsToNotify, soundOf } from './attention-rules.ts';
import type { NotificationAccess } from './notification-permission.ts';
import { InvitationNotifications, type NotificationAnswers } from './notifications.ts';
import { NotificationBoard } from './notifications-board.ts';
import { type ReferralAnswers, ReferralNotifications } from './notifications-referrals.ts';
import { openSurface, type WorkerContainer } from './notifications-surfaces.ts';
import { UnseenNotification } from './notifications-unseen.ts';
import { RingTone } from './ring-tone.ts';

/** Starts notifications, sounds, the badge, and the question before closing. */
export function startAttention(store: Store, access: NotificationAccess): void {
  const attached = computed(() => (store.bridge.value.name === 'attached' ? store.state.value : null));
  const answers = answersTo(store);
  const board = new NotificationBoard({
    isAllowed: () => access.state.value === 'granted',
    open: () =>
      openSurface({
        container: workerContainer(),
        page: crypto.randomUUID(),
        create: (title, options) => new Notification(title, options),
        listener: (message) => {
          invitations.handle(message);
          referrals.handle(message);
          unseen.handle(message);
        },
      }),
  });
  const invitations = new InvitationNotifications(board, answers);
  const referrals = new ReferralNotifications(board, answers);
  const unseen = new UnseenNotification(board, answers.showWindow);
  const tone = new RingTone(() => new AudioContext());
  const isFocused = focusOfWindow();
  const isAttached = computed(() => attached.value !== null);

  effect(() => {
    if (isAttached.value) requestIdleCallback(() => board.withdrawLeftovers());
  });
  effect(() => {
    const state = attached.value;
    const startWith = state?.settings.startWith ?? { microphone: true, camera: false };
    if (state) invitations.update(invitationsToNotify(state), startWith, state);
    else invitations.update([], startWith);
    tone.set(state && soundOf(state));
  });
  effect(() => {
    const state = store.state.value;
    if (!state) return;
    const mayPopUp = isAttached.value && !state.settings.doNotDisturb;
    referrals.update(isAttached.value ? store.referrals.value : [], mayPopUp && !isFocused.value);
    unseen.update({ unseen: unseenOf(state), isFocused: isFocused.value, mayPopUp });
    showBadge(totalOf(unseenOf(state)));
  });
  window.addEventListener('beforeunload', (event) => {
    if (attached.value && asksBeforeClosing(attached.value)) event.preventDefault();
  });
  window.addEventListener('pagehide', () => {
    tone.set(null);
    board.close();
  });
}

/** Sends the same commands as the card in the app (SPEC NOTE-3). */
function answersTo({ ask, state }: Store): NotificationAnswers & ReferralAnswers {
  return {
    accept: (invitationId, media) => {
      const now = state.value;
      const session = now?.sessions.find((each) => each.invitationId === invitationId);
      const others = now && session ? othersFor(conflictFor(session, now)) : undefined;
      void ask('accept', { invitationId, media, others });
    },
    decline: (invitationId) => void ask('decline', { invitationId, reason: 'declined' }),
    answerReferral: (referId, accepted) => void ask('answer-referral', { referId, accepted }),
    showWindow: () => {
      window.focus();
      void ask('show-window', {});
    },
  };
}

function workerContainer(): WorkerContainer | undefined {
  return location.protocol.startsWith('http') ? navigator.serviceWorker : undefined;
}

function focusOfWindow(): ReadonlySignal<boolean> {
  const isFocused = signal(document.hasFocus());
  const read = () => {
    isFocused.value = document.hasFocus() && document.visibilityState === 'visible';
  };
  for (const event of ['focus', 'blur']) window.addEventListener(event, read);
  document.addEventListener('visibilitychange', read);
  return isFocused;
}

/** Shows the number in the window's title, and on the app's icon if the system has badges. */
function showBadge(count: number): void {
  document.title = count === 0 ? text.app : text.titleWithCount(count);
  const shown = count === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(count);
  shown?.catch(() => undefined);
}
