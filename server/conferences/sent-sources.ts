import { ParleyError } from '../../protocol/errors.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Source } from '../../protocol/media.ts';
import type { MediaStatus } from '../../protocol/signaling/shapes.ts';

/** One source that a participant sends, or is beginning to. */
export interface Sent {
  /** Undefined while the producer is being made. */
  producerId: ProducerId | undefined;
  paused: boolean;
}

/** What one participant sends: one producer a source. The roster shows this, not what the client says (SPEC CONF-3). */
export class SentSources {
  readonly #sent = new Map<Source, Sent>();

  /** What is sent by now. */
  get producers(): readonly { source: Source; producerId: ProducerId }[] {
    return [...this.#sent].flatMap(([source, { producerId }]) =>
      producerId ? [{ source, producerId }] : [],
    );
  }

  /** What the others can hear and see of it. Before its producer is made, a source is off. */
  get observed(): Pick<MediaStatus, Source> {
    const [microphone, camera, screen] = [
      this.#made('microphone'),
      this.#made('camera'),
      this.#made('screen'),
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

  /** What a producer of this participant sends; undefined when it is none of theirs. */
  by(producerId: ProducerId): Sent | undefined {
    return [...this.#sent.values()].find((sent) => sent.producerId === producerId);
  }

  sourceOf(producerId: ProducerId): Source | undefined {
    return this.producers.find((producer) => producer.producerId === producerId)?.source;
  }

  clear(): void {
    this.#sent.clear();
  }

  #made(source: Source): Sent | undefined {
    const sent = this.#sent.get(source);
    return sent?.producerId === undefined ? undefined : sent;
  }
}
