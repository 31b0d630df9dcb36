import type { ActiveSpeakerObserver, AudioLevelObserver, Producer, Router } from 'mediasoup/types';
import { MAX_SPEAKING } from '../../protocol/conferences/conference.ts';
import type { ProducerId } from '../../protocol/ids.ts';
import type { Heard } from './media-port.ts';

/** Speech close to a microphone is louder than this, background noise is not; in dBov (RFC 6464 §3). */
const THRESHOLD_DBOV = -55;
const INTERVAL_MS = 300;

/** Finds out who is audible in one conference, from the audio levels in the RTP packets (RFC 6464). */
export class MediasoupHearing {
  readonly #levels: AudioLevelObserver;
  readonly #activity: ActiveSpeakerObserver;
  readonly #heard: (heard: Heard) => void;
  #speaking: readonly ProducerId[] = [];
  #dominant: ProducerId | null = null;

  private constructor(
    levels: AudioLevelObserver,
    activity: ActiveSpeakerObserver,
    heard: (heard: Heard) => void,
  ) {
    this.#levels = levels;
    this.#activity = activity;
    this.#heard = heard;
    levels.on('volumes', (volumes) => this.#hear(volumes.map(({ producer }) => producer.id as ProducerId)));
    levels.on('silence', () => this.#hear([]));
    activity.on('dominantspeaker', ({ producer }) => {
      this.#dominant = producer.id as ProducerId;
      this.#hear(this.#speaking);
    });
  }

  /** Closes with its router. */
  static async open(router: Router, heard: (heard: Heard) => void): Promise<MediasoupHearing> {
    const [levels, activity] = await Promise.all([
      router.createAudioLevelObserver({
        maxEntries: MAX_SPEAKING,
        threshold: THRESHOLD_DBOV,
        interval: INTERVAL_MS,
      }),
      router.createActiveSpeakerObserver(),
    ]);
    return new MediasoupHearing(levels, activity, heard);
  }

  /** Adds a producer, until it is closed. */
  async listenTo({ id: producerId }: Producer): Promise<void> {
    await Promise.all([this.#levels.addProducer({ producerId }), this.#activity.addProducer({ producerId })]);
  }

  #hear(speaking: readonly ProducerId[]): void {
    this.#speaking = speaking;
    this.#heard({ speaking, dominant: this.#dominant });
  }
}
