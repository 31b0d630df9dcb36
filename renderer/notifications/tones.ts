/** A call, a call during another one (INV-10), and ringing at the other side. */
export type Tone = 'ring' | 'waiting' | 'ring-back';

interface Round {
  /** When each note begins (seconds), and its frequency (hertz). */
  readonly notes: readonly { readonly atS: number; readonly hz: number }[];
  readonly noteS: number;
  /** Length of the notes and the pause after them, in seconds. */
  readonly roundS: number;
  /** From 0 to 1. */
  readonly volume: number;
}

const ROUNDS: Readonly<Record<Tone, Round>> = {
  ring: {
    notes: [
      { atS: 0, hz: 659.25 },
      { atS: 0.18, hz: 880 },
      { atS: 0.42, hz: 659.25 },
      { atS: 0.6, hz: 880 },
    ],
    noteS: 0.32,
    roundS: 2.4,
    volume: 0.16,
  },
  waiting: {
    notes: [
      { atS: 0, hz: 659.25 },
      { atS: 0.18, hz: 880 },
    ],
    noteS: 0.24,
    roundS: 6,
    volume: 0.05,
  },
  'ring-back': { notes: [{ atS: 0, hz: 425 }], noteS: 1, roundS: 4, volume: 0.05 },
};

const ATTACK_S = 0.02;
/** Volume of a note at its end, relative to its beginning. */
const FADED = 0.006;

/** One round of a tone, to be played in a loop: samples of one channel. `sampleRate` in hertz. */
export function samplesOf(tone: Tone, sampleRate: number): Float32Array<ArrayBuffer> {
  const { notes, noteS, roundS, volume } = ROUNDS[tone];
  const samples = new Float32Array(Math.round(roundS * sampleRate));
  for (const { atS, hz } of notes) {
    const begin = Math.round(atS * sampleRate);
    for (let at = 0; at < noteS * sampleRate; at++) {
      const timeS = at / sampleRate;
      const triangle = (2 / Math.PI) * Math.asin(Math.sin(2 * Math.PI * hz * timeS));
      const loudness = Math.min(timeS / ATTACK_S, 1) * FADED ** (timeS / noteS);
      samples[begin + at] = (samples[begin + at] ?? 0) + volume * loudness * triangle;
    }
  }
  return samples;
}
