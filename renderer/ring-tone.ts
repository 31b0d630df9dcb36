/** Two notes, three times, then a rest: when each begins (seconds) and its frequency (hertz). */
const NOTES = [
  { atS: 0, hz: 659.25 },
  { atS: 0.18, hz: 880 },
  { atS: 0.42, hz: 659.25 },
  { atS: 0.6, hz: 880 },
] as const;
const NOTE_S = 0.32;
const ROUND_MS = 2_400;
const VOLUME = 0.16;

/** Rings for as long as it is told to; made from oscillators, so that there is no file to load. */
export class RingTone {
  readonly #createContext: () => AudioContext;
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(createContext: () => AudioContext) {
    this.#createContext = createContext;
  }

  /** Starts or stops; the same twice changes nothing. */
  set(isRinging: boolean): void {
    if (isRinging === (this.#context !== undefined)) return;
    if (isRinging) this.#start();
    else this.#stop();
  }

  #start(): void {
    const context = this.#createContext();
    this.#context = context;
    const round = () => {
      for (const note of NOTES) play(context, note);
    };
    round();
    this.#timer = setInterval(round, ROUND_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    // Closing cuts the note that sounds: the others must hear silence the moment the call is answered.
    this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}

function play(context: AudioContext, { atS, hz }: (typeof NOTES)[number]): void {
  const beginS = context.currentTime + atS;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, beginS);
  gain.gain.linearRampToValueAtTime(VOLUME, beginS + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, beginS + NOTE_S);
  gain.connect(context.destination);
  const oscillator = context.createOscillator();
  oscillator.type = 'triangle';
  oscillator.frequency.value = hz;
  oscillator.connect(gain);
  oscillator.start(beginS);
  oscillator.stop(beginS + NOTE_S);
}
