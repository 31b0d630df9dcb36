import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import { Navigation } from '../navigation.ts';
import { ConversationCache } from './conversation-cache.ts';
import { Messages, type ReadMessages } from './messages.ts';

/** Everything that the page knows about the conversations of the user who is signed in, until they sign out. */
export class Conversing {
  readonly cache = new ConversationCache();
  readonly messages: Messages;
  readonly navigation = new Navigation();
  #user: Address | undefined;
  #mustRead = true;

  constructor(read: ReadMessages) {
    this.messages = new Messages(read);
  }

  /** The page attached to main, for the first time or again: messages are read again with the next state. */
  attached(): void {
    this.#mustRead = true;
  }

  /** Receives the current state. */
  update(state: AppState): void {
    const { address, state: registration } = state.registration;
    const user = registration === 'signed-out' ? undefined : (address ?? this.#user);
    if (user !== this.#user) this.#forget();
    this.#user = user;
    if (!user) return;
    this.cache.update(state);
    if (!this.#mustRead) return;
    this.#mustRead = false;
    void this.messages.reread();
  }

  #forget(): void {
    this.cache.reset();
    this.messages.reset();
    this.navigation.reset();
    this.#mustRead = true;
  }
}
