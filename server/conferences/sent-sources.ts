import { ParleyError } from '../../protocol/errors.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';

/** One source that a participant sends, or is beginning to. */
export interface Sent {
  /** Undefined while the producer is being made. */
  producerId: ProducerId | undefined;
  paused: boolean;
}

/** What one participant sends: one producer a source. */
export class SentSources {
  readonly #sent = new Map<Source, Sent>();

  /** What is sent by now. */
  get producers(): readonly { source: Source; producerId: ProducerId }[] {
    return [...this.#sent].flatMap(([source, { producerId }]) =>
      producerId ? [{ source, producerId }] : [],
    );
  }

  at(source: Source): Sent | undefined {
    return this.#sent.get(source);
  }

  /** Its producer is about to be made. @throws ParleyError SESSION_WRONG_STATE when there is one already */
  reserve(source: Source, paused: boolean): Sent {
    if (this.#sent.has(source)) throw new ParleyError('SESSION_WRONG_STATE', `${source} is sent already`);
    const sent: Sent = { producerId: undefined, paused };
    this.#sent.set(source, sent);
    return sent;
  }

  /** It is not sent any more, or could not be. Given `sent`, only when it is still that one. */
  free(source: Source, sent = this.#sent.get(source)): void {
    if (this.#sent.get(source) === sent) this.#sent.delete(source);
  }

  setPaused(producerId: ProducerId, paused: boolean): void {
    for (const sent of this.#sent.values()) if (sent.producerId === producerId) sent.paused = paused;
  }

  sourceOf(producerId: ProducerId): Source | undefined {
    return this.producers.find((producer) => producer.producerId === producerId)?.source;
  }

  clear(): void {
    this.#sent.clear();
  }
}
