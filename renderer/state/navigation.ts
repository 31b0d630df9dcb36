import { type Signal, signal } from '@preact/signals';
import type { ConferenceId, ConversationId, SessionId } from '../../protocol/ids.ts';
import type { RequestedMedia } from '../../protocol/media.ts';
import type { Identity } from '../../protocol/signaling/shapes.ts';

/** The lists of the home view. */
export const TABS = ['people', 'conversations', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** A conversation that is on screen. It has no ID before its first message or call. */
export interface OpenedConversation {
  readonly peer: Identity;
  readonly conversationId?: ConversationId | undefined;
}

/** How our user tries to join a conference. A wrong passcode leads back to where it was typed. */
export interface JoiningWith {
  readonly media: RequestedMedia;
  readonly hadPasscode: boolean;
}

/** Where in the page the user is. It lives as long as the page, and main does not know it. */
export class Navigation {
  readonly tab: Signal<Tab> = signal('people');
  readonly opened: Signal<OpenedConversation | null> = signal(null);
  /** The live call that the user has left for the home view. The call continues, and home leads back to it. */
  readonly awayFrom: Signal<SessionId | null> = signal(null);
  /** The call that shows its messages beside the video. */
  readonly messagesShownIn: Signal<SessionId | null> = signal(null);
  /** A conference link that our user typed or clicked: home shows how to join, or why that is impossible. */
  readonly linkToJoin: Signal<string | null> = signal(null);
  /** The devices that our user wants on in the conference that they are joining; null when not joining. */
  readonly joiningWith: Signal<JoiningWith | null> = signal(null);
  /** Unsent text for everyone in a conference. */
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

  /** Leaves a live call for the home view, or for `conversation` in it. */
  leaveCall(sessionId: SessionId, conversation?: OpenedConversation): void {
    if (conversation) this.open(conversation);
    this.awayFrom.value = sessionId;
  }

  /** Returns to the call. */
  returnToCall(): void {
    this.awayFrom.value = null;
  }

  /** The unsent text of a conversation. */
  draftOf({ conversationId, peer }: OpenedConversation): string {
    return this.#drafts.get(conversationId ?? '') ?? this.#drafts.get(peer.address) ?? '';
  }

  /** Keeps unsent text for as long as the page lives. */
  keepDraft({ conversationId, peer }: OpenedConversation, text: string): void {
    // Text that was typed before the conversation had its ID moves to that ID.
    this.#drafts.delete(peer.address);
    const key = conversationId ?? peer.address;
    if (text === '') this.#drafts.delete(key);
    else this.#drafts.set(key, text);
  }

  /** Removes everything of this user, because another user signs in. */
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
