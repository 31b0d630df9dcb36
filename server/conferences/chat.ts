import { type ChatMessage, MAX_CHAT_KEPT } from '../../protocol/conferences/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { RequestData, RequestReply } from '../../protocol/signaling/requests.ts';
import type { Clock } from '../clock.ts';
import type { Member } from './member.ts';

/** Maximum number of messages in a `conference.read-chat` reply. */
const MAX_PAGE = 100;

/** The latest chat messages of one conference, in memory, as long as it exists (SPEC CONF-11). */
export class Chat {
  readonly #clock: Clock;
  #messages: ChatMessage[] = [];
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Adds a message. Adding it twice changes nothing.
   * @returns the message, and whether it is new
   * @throws ParleyError PROTOCOL_MALFORMED if its ID belongs to another message
   */
  write(author: Member, data: RequestData<'conference.chat'>): { message: ChatMessage; isNew: boolean } {
    const text = data.text.toWellFormed();
    const from = author.endpoint.identity;
    const known = this.#messages.find(({ id }) => id === data.messageId);
    if (known !== undefined) {
      if (known.from.address === from.address && known.text === text) return { message: known, isNew: false };
      throw new ParleyError('PROTOCOL_MALFORMED', 'this ID belongs to another message');
    }
    this.#sequence += 1;
    const message: ChatMessage = {
      id: data.messageId,
      participantId: author.id,
      from,
      text,
      sequence: this.#sequence,
      sentAtMs: this.#clock.nowMs(),
    };
    this.#messages = [...this.#messages, message].slice(-MAX_CHAT_KEPT);
    return { message, isNew: true };
  }

  /** The latest messages, or the latest before a sequence, oldest first. */
  read(beforeSequence = Number.POSITIVE_INFINITY): RequestReply<'conference.read-chat'> {
    const earlier = this.#messages.filter(({ sequence }) => sequence < beforeSequence);
    return { messages: earlier.slice(-MAX_PAGE), more: earlier.length > MAX_PAGE };
  }
}
