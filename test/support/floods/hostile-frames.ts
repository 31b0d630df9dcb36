import { NOTICE_EVENT, REQUEST_EVENT } from '../../../protocol/signaling/envelope.ts';
import { REQUEST_SAMPLES } from '../../contract/samples.ts';

/** Returns numbers from 0 to 1, always the same ones for a seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EVENTS = [
  REQUEST_EVENT,
  NOTICE_EVENT,
  'error',
  'connect',
  'disconnect',
  'disconnecting',
  '__proto__',
  '',
  7,
];
const PLACEHOLDER = { _placeholder: true, num: 0 };
const NAMES = Object.keys(REQUEST_SAMPLES) as (keyof typeof REQUEST_SAMPLES)[];

/** Almost valid frames: requests of every kind with one wrong part, in whole and broken packets of every type. */
export class HostileFrames {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** One message of a WebSocket. */
  next(): string | Buffer {
    const one = this.#pick([
      ...Array<() => string | Buffer>(6).fill(() => this.#event()),
      () => this.#binaryEvent(),
      () => this.#binaryEvent(),
      () => Buffer.alloc(this.#upTo(2_000), this.#upTo(255)),
      () => this.#control(),
      () => this.#broken(this.#event()),
      () => this.#broken(this.#event()),
    ]);
    return one();
  }

  #event(): string {
    const event = this.#random() < 0.8 ? REQUEST_EVENT : this.#pick(EVENTS);
    return `42${this.#ackId()}${JSON.stringify([event, this.#frame()])}`;
  }

  #binaryEvent(): string {
    const list = Array.from({ length: this.#upTo(2_000) }, () => PLACEHOLDER);
    const frame = { ...this.#frame(), list };
    return `4${this.#pick([5, 6])}${this.#pick([0, 1, 2, 9, 1e9, -1, 'x'])}-${this.#ackId()}${JSON.stringify([REQUEST_EVENT, frame])}`;
  }

  #control(): string {
    return this.#pick([
      '',
      '0',
      '1',
      '2',
      '3',
      '3probe',
      '5',
      '6',
      '40',
      '40{}',
      '40/x,{}',
      '41',
      '43[]',
      '430[]',
      '44{}',
      '4',
      '49',
    ]);
  }

  #frame(): Record<string, unknown> {
    const name = this.#pick(NAMES);
    const { data } = REQUEST_SAMPLES[name];
    return this.#random() < 0.3 ? { name, data } : { name: this.#maybe(name), data: this.#spoil(data) };
  }

  /** Replaces one random part of a value. */
  #spoil(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.#random() < 0.25) return this.#junk();
    const keys = Object.keys(value);
    if (keys.length === 0) return this.#junk();
    const key = this.#pick(keys);
    const spoiled = this.#spoil((value as Record<string, unknown>)[key]);
    if (Array.isArray(value)) return value.with(Number(key), spoiled);
    return { ...value, [this.#random() < 0.1 ? '__proto__x' : key]: spoiled };
  }

  #junk(): unknown {
    const many = this.#upTo(3_000);
    return this.#pick<() => unknown>([
      () => null,
      () => this.#pick([-1, 0, 1e308, 2 ** 53, 0.5]),
      () => this.#pick(['x', '\u0000', '\ud800', '👩‍👩‍👧', '‮']).repeat(many),
      () => Array.from({ length: many }, () => this.#pick([0, {}, PLACEHOLDER, 'x'])),
      () => Object.fromEntries(Array.from({ length: many }, (_, index) => [`k${index}`, index])),
      () => JSON.parse(`${'['.repeat(many + 1)}${']'.repeat(many + 1)}`),
      () => PLACEHOLDER,
      () => ({ constructor: { prototype: {} }, toJSON: 1 }),
    ])();
  }

  #broken(text: string): string {
    const at = this.#upTo(text.length);
    return this.#pick([
      text.slice(0, at),
      text.slice(at),
      `${text.slice(0, at)}\u0000${text.slice(at)}`,
      text + text,
    ]);
  }

  #ackId(): string {
    return this.#pick(['', '0', '7', String(this.#upTo(1_000_000)), '9'.repeat(30)]);
  }

  #maybe(name: string): unknown {
    return this.#random() < 0.9 ? name : this.#pick([`${name}x`, '__proto__', 7, null, 'x'.repeat(100)]);
  }

  #upTo(max: number): number {
    return Math.floor(this.#random() * (max + 1));
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }
}
