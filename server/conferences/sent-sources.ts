import { ParleyError } from '../../protocol/errors.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';

/** A source that a participant sends or is about to send. */
export interface Sent {
  /** Undefined while the producer is being created. */
  producerId: ProducerId | undefined;
  paused: boolean;
}

/**
 * The sources that one participant sends, each with one producer. The roster shows these, not the client's status (SPEC
 * CONF-3).
 */
export class SentSources {
  readonly #sent = new Map<Source, Sent>();

  get producers(): readonly { source: Source; producerId: ProducerId }[] {
    return [...this.#sent].flatMap(([source, { producerId }]) =>
      producerId ? [{ source, producerId }] : [],
    );
  }

  /** The media status as the others hear and see it. A source without a producer is off. */
  get observed(): Pick<MediaStatus, Source> {
    const [microphone, camera, screen] = [
      this.#withProducer('microphone'),
      this.#withProducer('camera'),
      this.#withProducer('screen'),
    ];
    return {
      microphone: microphone ? (microphone.paused ? 'muted' : 'on') : 'off',
      camera: camera && !camera.paused ? 'on' : 'off',
      screen: screen && !screen.paused ? 'on' : 'off',
    };
  }

  at(source: Source): Sent | undefined {
    return this.#sent.get(source);
  }

  /**
   * Reserves a source whose producer is about to be created.
   * @throws ParleyError SESSION_WRONG_STATE if it is reserved already
   */
  reserve(source: Source, paused: boolean): Sent {
    if (this.#sent.has(source)) throw new ParleyError('SESSION_WRONG_STATE', `${source} is sent already`);
    const sent: Sent = { producerId: undefined, paused };
    this.#sent.set(source, sent);
    return sent;
  }

  /** Frees a source. With `sent`, only if that is still the current one. */
  free(source: Source, sent = this.#sent.get(source)): void {
    if (this.#sent.get(source) === sent) this.#sent.delete(source);
  }

  /** The source of a producer; undefined if the producer is not of this participant. */
  by(producerId: ProducerId): Sent | undefined {
    return [...this.#sent.values()].find((sent) => sent.producerId === producerId);
  }

  sourceOf(producerId: ProducerId): Source | undefined {
    return this.producers.find((producer) => producer.producerId === producerId)?.source;
  }

  clear(): void {
    this.#sent.clear();
  }

  #withProducer(source: Source): Sent | undefined {
    const sent = this.#sent.get(source);
    return sent?.producerId === undefined ? undefined : sent;
  }
}
