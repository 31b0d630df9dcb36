import { type CallConflict, conflictFor, type OngoingCalls } from '../../protocol/calls/call-conflict.ts';
import type { InvitationId } from '../../protocol/ids.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { SessionView } from '../../protocol/rpc/app-state.ts';
import { callTitle, text } from '../i18n/en.ts';
import { continuedMedia, waitingMedia } from '../state/call-waiting.ts';
import { isConferenceInvitation, isShare } from '../state/sessions.ts';
import type { NotificationMessage } from './notification-messages.ts';

const ALONE: OngoingCalls = { sessions: [], stay: null };

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
  #going: OngoingCalls = ALONE;

  constructor(port: NotificationPort, answers: NotificationAnswers) {
    this.#port = port;
    this.#answers = answers;
  }

  /** Brings what is shown in step with what rings now, and with what else goes on. `startWith` is the user's setting. */
  update(ringing: readonly SessionView[], startWith: RequestedMedia, going: OngoingCalls = ALONE): void {
    this.#startWith = startWith;
    this.#going = going;
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
      this.#port.show(contentOf(session, { startWith, going }));
    }
  }

  /** The user did something with a notification. What does not ring any more needs no answer. */
  handle({ kind, tag, action }: NotificationMessage): void {
    const session = this.#ringing.get(tag);
    if (!session || kind === 'closed') return;
    if (action === 'decline') this.#answers.decline(session.invitationId);
    else if (action === 'accept') {
      const media = mediaFor(session, { startWith: this.#startWith, going: this.#going });
      this.#answers.accept(session.invitationId, media);
    } else this.#answers.showWindow();
  }
}

/** What accepting depends on. */
interface Circumstances {
  readonly startWith: RequestedMedia;
  readonly going: OngoingCalls;
}

function contentOf(session: SessionView, circumstances: Circumstances): NotificationContent {
  const { invitationId, subject } = session;
  const { title, body, accept } = wordsFor(session, circumstances);
  return {
    tag: invitationId,
    title,
    body: subject ?? body,
    lasting: true,
    actions: [
      { action: 'accept', title: accept },
      { action: 'decline', title: text.incoming.decline },
    ],
  };
}

/** What accepting opens is said on the button. */
function wordsFor(session: SessionView, circumstances: Circumstances) {
  const { incoming, notification } = text;
  const name = session.peer.displayName;
  if (isShare(session)) {
    return { title: incoming.shareTitle(name), body: notification.share, accept: notification.accept };
  }
  if (session.escalates) {
    return {
      title: incoming.escalationTitle(name),
      body: notification.conference,
      accept: incoming.continue,
    };
  }
  const conflict = conflictFor(session, circumstances.going);
  const accept = acceptWords(conflict, mediaFor(session, circumstances));
  if (isConferenceInvitation(session)) {
    return { title: incoming.conferenceTitle(name), body: notification.conference, accept };
  }
  return {
    title: callTitle(session),
    body: session.requested.camera ? notification.video : notification.audio,
    accept,
  };
}

function acceptWords({ other, mayHold }: CallConflict, { camera }: RequestedMedia): string {
  const { incoming } = text;
  if (other === 'nothing') return camera ? incoming.acceptVideo : incoming.acceptAudio;
  if (mayHold) return incoming.holdAccept;
  return other === 'stay' ? incoming.leaveAccept : incoming.endAccept;
}

/** What calls begin with by the user's settings, as far as the invitation asks for it; the microphone when in doubt. */
function mediaFor(session: SessionView, { startWith, going }: Circumstances): RequestedMedia {
  if (isShare(session)) return { microphone: false, camera: false };
  const continued = continuedMedia(session, going.sessions);
  if (continued) return continued;
  const conflict = conflictFor(session, going);
  if (conflict.other !== 'nothing') return waitingMedia(session, conflict);
  const camera = startWith.camera && session.requested.camera;
  return { microphone: startWith.microphone || !camera, camera };
}
