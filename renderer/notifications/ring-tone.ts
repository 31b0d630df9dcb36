import { samplesOf, type Tone } from './tones.ts';

/** The sound to play, and its device; an empty `sinkId` is the system default. */
export interface Sound {
  readonly tone: Tone;
  readonly sinkId: string;
}

/** An `AudioContext` that can choose its output device (W3C webaudio §1.2.3 `setSinkId`). */
export type RingingContext = AudioContext & { setSinkId?(sinkId: string): Promise<void> };

/**
 * Plays a ring tone until it is stopped. The tone is computed, so no file has to be loaded. It loops without a timer,
 * because hidden pages slow timers down.
 */
export class RingTone {
  readonly #createContext: () => RingingContext;
  #context: RingingContext | undefined;
  #sound: Sound | null = null;

  constructor(createContext: () => RingingContext) {
    this.#createContext = createContext;
  }

  /** Starts or stops the tone, or changes the tone or its device. Setting the same sound again changes nothing. */
  set(sound: Sound | null): void {
    const before = this.#sound;
    this.#sound = sound;
    if (sound?.tone !== before?.tone) {
      this.#stop();
      if (sound) this.#start(sound);
    } else if (sound && this.#context && sound.sinkId !== before?.sinkId) {
      void moveTo(this.#context, sound.sinkId);
    }
  }

  #start({ tone, sinkId }: Sound): void {
    const context = this.#createContext();
    this.#context = context;
    const begin = () => {
      if (this.#context === context) play(context, tone);
    };
    if (sinkId === '') begin();
    else void moveTo(context, sinkId).then(begin);
  }

  #stop(): void {
    // Closing cuts the current note: the other side must hear silence as soon as the call is answered.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}

/** If the device is gone, the context stays on the system default. */
async function moveTo(context: RingingContext, sinkId: string): Promise<void> {
  await context.setSinkId?.(sinkId).catch(() => undefined);
}

function play(context: RingingContext, tone: Tone): void {
  const samples = samplesOf(tone, context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  source.connect(context.destination);
  source.start();
}
