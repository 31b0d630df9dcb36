/** Longest silence, and longest time in which both tracks were heard, in milliseconds. */
export interface Heard {
  readonly gapMs: number;
  readonly overlapMs: number;
}

const LISTENER = `registerProcessor('double-listener', class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.reset();
    this.port.onmessage = () => { this.port.postMessage(this.longest); this.reset(); };
  }
  reset() { this.run = [0, 0]; this.longest = [0, 0]; }
  process(inputs) {
    const isLoud = ([samples]) => samples && samples.reduce((sum, one) => sum + one * one, 0) > 0.0004 * samples.length;
    const loud = inputs.filter(isLoud).length;
    [loud === 0, loud > 1].forEach((holds, index) => {
      this.run[index] = holds ? this.run[index] + 128 * 1000 / sampleRate : 0;
      this.longest[index] = Math.max(this.longest[index], this.run[index]);
    });
    return true;
  }
});`;

/** Listens to two tracks with the same tone. The second one can be added later. */
export class DoubleListener {
  readonly #context: AudioContext;
  readonly #node: AudioWorkletNode;

  private constructor(context: AudioContext) {
    this.#context = context;
    this.#node = new AudioWorkletNode(context, 'double-listener', { numberOfInputs: 2 });
    this.#node.connect(context.destination);
  }

  static async open(): Promise<DoubleListener> {
    const context = new AudioContext({ sampleRate: 48_000 });
    await context.audioWorklet.addModule(
      URL.createObjectURL(new Blob([LISTENER], { type: 'text/javascript' })),
    );
    return new DoubleListener(context);
  }

  hear(track: MediaStreamTrack, input: 0 | 1): void {
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#node, 0, input);
  }

  /** What was heard since the last report. */
  report(): Promise<Heard> {
    return new Promise((resolve) => {
      this.#node.port.onmessage = ({ data: [gapMs, overlapMs] }) => resolve({ gapMs, overlapMs });
      this.#node.port.postMessage('report');
    });
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
