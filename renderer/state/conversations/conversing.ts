import type { AppState } from '../../../protocol/rpc/app-state.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { SendCommand } from '../../media/media-ports.ts';
import { Navigation } from '../navigation.ts';
import { ConversationCache } from './conversation-cache.ts';
import { Messages, type ReadMessages } from './messages.ts';

/** What {@link Conversing} is made of. */
export interface ConversingOptions {
  readonly send: SendCommand;
  readonly read: ReadMessages;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** All that the page knows of the conversations of the user who is signed in. Nothing of it outlives the sign-in. */
export class Conversing {
  readonly cache: ConversationCache;
  readonly messages: Messages;
  readonly navigation = new Navigation();
  #user: Address | undefined;
  #mustLoad = true;

  constructor({ send, read, now }: ConversingOptions) {
    this.cache = new ConversationCache({ send, now });
    this.messages = new Messages(read);
  }

  /** The page attached to main, at first or again: what main keeps is loaded with the next state. */
  attached(): void {
    this.#mustLoad = true;
  }

  /** The state as it is now. */
  update(state: AppState): void {
    const { address, state: registration } = state.registration;
    const user = registration === 'signed-out' ? undefined : (address ?? this.#user);
    if (user !== this.#user) this.#forget();
    this.#user = user;
    if (!user) return;
    this.cache.update(state);
    if (!this.#mustLoad) return;
    this.#mustLoad = false;
    void this.cache.load();
    void this.messages.reread();
  }

  #forget(): void {
    this.cache.reset();
    this.messages.reset();
    this.navigation.reset();
    this.#mustLoad = true;
  }
}
