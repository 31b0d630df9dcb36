import { type Signal, signal } from '@preact/signals';
import type { ConferenceId, ConversationId, SessionId } from '../../protocol/ids.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';

/** The lists of the home view. */
export const TABS = ['people', 'conversations', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** A conversation that is on screen. One that has not begun yet has no ID. */
export interface OpenedConversation {
  readonly peer: Identity;
  readonly conversationId?: ConversationId | undefined;
}

/** How our user tries to come into a conference. A passcode that is wrong leads back to where it was typed. */
export interface JoiningWith {
  readonly media: RequestedMedia;
  readonly hadPasscode: boolean;
}

/** Where in the page the user is: lives as long as the page, and is nobody else's truth. */
export class Navigation {
  readonly tab: Signal<Tab> = signal('people');
  readonly opened: Signal<OpenedConversation | null> = signal(null);
  /** The live call that the user has left for home; it goes on, and home leads back to it. */
  readonly awayFrom: Signal<SessionId | null> = signal(null);
  /** The call beside whose pictures the messages are shown. */
  readonly messagesShownIn: Signal<SessionId | null> = signal(null);
  /** A conference link that our user typed or pressed: home shows the way in, or why there is none. */
  readonly linkToJoin: Signal<string | null> = signal(null);
  /** What our user wants on when they come into a conference, as long as they are on the way in. */
  readonly joiningWith: Signal<JoiningWith | null> = signal(null);
  /** What was typed for everybody in a conference and not sent yet. */
  readonly chatDrafts = new Map<ConferenceId, string>();
  readonly #drafts = new Map<string, string>();

  /** Shows a conversation in the home view. */
  open(conversation: OpenedConversation): void {
    this.opened.value = conversation;
  }

  /** Shows home, with nothing opened. */
  close(): void {
    this.opened.value = null;
  }

  /** Leaves a live call for home; with `conversation`, for that one. */
  leaveCall(sessionId: SessionId, conversation?: OpenedConversation): void {
    if (conversation) this.open(conversation);
    this.awayFrom.value = sessionId;
  }

  /** Back to the call. */
  returnToCall(): void {
    this.awayFrom.value = null;
  }

  /** What was typed here and not sent yet. */
  draftOf({ conversationId, peer }: OpenedConversation): string {
    return this.#drafts.get(conversationId ?? '') ?? this.#drafts.get(peer.address) ?? '';
  }

  /** Keeps what is being typed, while the page lives. */
  keepDraft({ conversationId, peer }: OpenedConversation, text: string): void {
    // What was typed before the conversation had its ID moves over to it.
    this.#drafts.delete(peer.address);
    const key = conversationId ?? peer.address;
    if (text === '') this.#drafts.delete(key);
    else this.#drafts.set(key, text);
  }

  /** Somebody else signs in here: nothing of this user stays. */
  reset(): void {
    this.tab.value = 'people';
    this.opened.value = null;
    this.awayFrom.value = null;
    this.messagesShownIn.value = null;
    this.joiningWith.value = null;
    this.linkToJoin.value = null;
    this.#drafts.clear();
    this.chatDrafts.clear();
  }
}
