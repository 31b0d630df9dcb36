import type { InvitationId } from '../protocol/ids.ts';
import type { RequestedMedia } from '../protocol/media.ts';
import type { SessionView } from '../protocol/rpc/app-state.ts';
import { text } from './i18n/en.ts';
import type { NotificationMessage } from './notification-messages.ts';
import { isShare } from './state-sessions.ts';

/** One notification. Every one is silent: the ring tone is ours and does not depend on it (SPEC NOTE-1). */
export interface NotificationContent {
  /** One that is shown with the tag of another takes its place. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Stays until it is answered or withdrawn. */
  readonly lasting: boolean;
  /** For systems that have actions. */
  readonly actions: readonly { readonly action: 'accept' | 'decline'; readonly title: string }[];
}

/** The system's notifications. */
export interface NotificationPort {
  isAllowed(): boolean;
  show(content: NotificationContent): void;
  /** Takes one away; one that is not there any more is no failure. */
  withdraw(tag: string): void;
}

/** Where a click on a notification leads. */
export interface NotificationAnswers {
  accept(invitationId: InvitationId, media: RequestedMedia): void;
  decline(invitationId: InvitationId): void;
  showWindow(): void;
}

/**
 * Native notifications as a view of the invitations that ring (SPEC NOTE-1, NOTE-2): shown once when one begins to
 * ring, withdrawn when it no longer does, for whatever reason. Closing one declines nothing; its actions end in the
 * same commands as those of the card in the app (SPEC NOTE-3).
 */
export class InvitationNotifications {
  readonly #port: NotificationPort;
  readonly #answers: NotificationAnswers;
  readonly #ringing = new Map<string, SessionView>();
  /** Also those that the user has closed: they are not shown again. */
  readonly #shown = new Set<string>();
  #startWith: RequestedMedia = { microphone: true, camera: false };

  constructor(port: NotificationPort, answers: NotificationAnswers) {
    this.#port = port;
    this.#answers = answers;
  }

  /** Brings what is shown in step with what rings now. `startWith` is the user's setting. */
  update(ringing: readonly SessionView[], startWith: RequestedMedia): void {
    this.#startWith = startWith;
    this.#ringing.clear();
    for (const session of ringing) this.#ringing.set(session.invitationId, session);
    for (const tag of this.#shown) {
      if (this.#ringing.has(tag)) continue;
      this.#shown.delete(tag);
      this.#port.withdraw(tag);
    }
    for (const session of ringing) {
      if (this.#shown.has(session.invitationId) || !this.#port.isAllowed()) continue;
      this.#shown.add(session.invitationId);
      this.#port.show(contentOf(session, startWith));
    }
  }

  /** The user did something with a notification. What does not ring any more needs no answer. */
  handle({ kind, tag, action }: NotificationMessage): void {
    const session = this.#ringing.get(tag);
    if (!session || kind === 'closed') return;
    if (action === 'decline') this.#answers.decline(session.invitationId);
    else if (action === 'accept') {
      this.#answers.accept(session.invitationId, mediaFor(session, this.#startWith));
    } else this.#answers.showWindow();
  }
}

function contentOf(session: SessionView, startWith: RequestedMedia): NotificationContent {
  const { invitationId, peer, subject } = session;
  const { title, body, accept } = wordsFor(session, mediaFor(session, startWith));
  return {
    tag: invitationId,
    title: title(peer.displayName),
    body: subject ?? body,
    lasting: true,
    actions: [
      { action: 'accept', title: accept },
      { action: 'decline', title: text.incoming.decline },
    ],
  };
}

/** What accepting opens is said on the button. */
function wordsFor(session: SessionView, { camera }: RequestedMedia) {
  const { incoming, notification } = text;
  if (isShare(session)) {
    return { title: incoming.shareTitle, body: notification.share, accept: notification.accept };
  }
  return {
    title: incoming.title,
    body: session.requested.camera ? notification.video : notification.audio,
    accept: camera ? incoming.acceptVideo : incoming.acceptAudio,
  };
}

/** What calls begin with by the user's settings, as far as the invitation asks for it; the microphone when in doubt. */
function mediaFor(session: SessionView, startWith: RequestedMedia): RequestedMedia {
  if (isShare(session)) return { microphone: false, camera: false };
  const camera = startWith.camera && session.requested.camera;
  return { microphone: startWith.microphone || !camera, camera };
}
