import { samplesOf, type Tone } from './tones.ts';

/** What is to be heard, and on which device; an empty `sinkId` is the system's own choice. */
export interface Sound {
  readonly tone: Tone;
  readonly sinkId: string;
}

/** An `AudioContext` that can choose its device (W3C webaudio §1.2.3 `setSinkId`). */
export type RingingContext = AudioContext & { setSinkId?(sinkId: string): Promise<void> };

/**
 * Rings for as long as it is told to; the tone is computed, so that there is no file to load, and loops without a
 * timer, which a hidden page would slow down.
 */
export class RingTone {
  readonly #createContext: () => RingingContext;
  #context: RingingContext | undefined;
  #sound: Sound | null = null;

  constructor(createContext: () => RingingContext) {
    this.#createContext = createContext;
  }

  /** Starts, stops, changes tone or device; the same twice changes nothing. */
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
    // Closing cuts the note that sounds: the others must hear silence the moment the call is answered.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}

/** A device that is gone leaves the context where it is: on the system's own choice. */
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
