import { type CallConflict, conflictFor, type OngoingCalls } from '../../protocol/calls/call-conflict.ts';
import type { InvitationId } from '../../protocol/ids.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { Ringing } from '../../protocol/rpc/session-view.ts';
import { callTitle, text } from '../i18n/en.ts';
import { continuedMedia, waitingMedia } from '../state/call-waiting.ts';
import { isConferenceInvitation, isShare } from '../state/sessions.ts';
import type { NotificationMessage } from './notification-messages.ts';

const ALONE: OngoingCalls = { sessions: [], stay: null };

/** One notification. All are silent, because Parley plays its own ring tone (SPEC NOTE-1). */
export interface NotificationContent {
  /** A notification replaces an earlier one with the same tag. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Stays until it is answered or withdrawn. */
  readonly lasting: boolean;
  /** For systems that support actions. */
  readonly actions: readonly { readonly action: 'accept' | 'decline'; readonly title: string }[];
}

/** The system's notifications. */
export interface NotificationPort {
  isAllowed(): boolean;
  show(content: NotificationContent): void;
  /** Removes a notification. It may already be gone. */
  withdraw(tag: string): void;
}

/** What the actions of these notifications do. */
export interface NotificationAnswers {
  accept(invitationId: InvitationId, media: RequestedMedia): void;
  decline(invitationId: InvitationId): void;
  showWindow(): void;
}

/**
 * Native notifications for ringing invitations (SPEC NOTE-1, NOTE-2). Each is shown once when the invitation begins to
 * ring, and withdrawn when it stops for whatever reason. Closing one declines nothing. Its actions send the same
 * commands as the card in the app (SPEC NOTE-3).
 */
export class InvitationNotifications {
  readonly #port: NotificationPort;
  readonly #answers: NotificationAnswers;
  readonly #ringing = new Map<string, Ringing>();
  /** Includes notifications that the user closed. They are not shown again. */
  readonly #shown = new Set<string>();
  #startWith: RequestedMedia = { microphone: true, camera: false };
  #going: OngoingCalls = ALONE;

  constructor(port: NotificationPort, answers: NotificationAnswers) {
    this.#port = port;
    this.#answers = answers;
  }

  /**
   * Shows and withdraws notifications to match the ringing invitations and the current calls. `startWith` is the user's
   * setting.
   */
  update(ringing: readonly Ringing[], startWith: RequestedMedia, going: OngoingCalls = ALONE): void {
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

  /** Handles what the user did with a notification. An invitation that no longer rings needs no answer. */
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

function contentOf(session: Ringing, circumstances: Circumstances): NotificationContent {
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

/** The button says what accepting opens. */
function wordsFor(session: Ringing, circumstances: Circumstances) {
  const { incoming, notification } = text;
  const name = session.peer.displayName;
  if (isShare(session)) {
    return { title: incoming.shareTitle(name), body: notification.share, accept: notification.accept };
  }
  if (isConferenceInvitation(session) && session.escalates) {
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

/** The user's setting for new calls, limited to the media that the invitation asks for; never without both devices. */
function mediaFor(session: Ringing, { startWith, going }: Circumstances): RequestedMedia {
  if (isShare(session)) return { microphone: false, camera: false };
  const continued = isConferenceInvitation(session) && continuedMedia(session, going.sessions);
  if (continued) return continued;
  const conflict = conflictFor(session, going);
  if (conflict.other !== 'nothing') return waitingMedia(session, conflict);
  const camera = startWith.camera && session.requested.camera;
  return { microphone: startWith.microphone || !camera, camera };
}
