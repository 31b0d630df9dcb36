import { beforeEach, describe, expect, test } from 'vitest';
import { type RingingContext, RingTone } from '../../../../renderer/notifications/ring-tone.ts';
import { samplesOf, type Tone } from '../../../../renderer/notifications/tones.ts';

const RATE = 8_000;

/** An audio context as far as a looping buffer needs it. */
class FakeContext {
  readonly sampleRate = RATE;
  readonly destination = {};
  readonly buffers: Float32Array[] = [];
  sinkId = '';
  state = 'running';
  isLooping = false;
  static goneDevice = 'gone';

  async setSinkId(sinkId: string): Promise<void> {
    if (sinkId === FakeContext.goneDevice) throw new DOMException('no such device', 'NotFoundError');
    this.sinkId = sinkId;
  }
  createBuffer() {
    return { copyToChannel: (samples: Float32Array) => void this.buffers.push(samples) };
  }
  createBufferSource() {
    const context = this;
    return {
      loop: false,
      connect() {},
      start() {
        context.isLooping = this.loop;
      },
    };
  }
  async close(): Promise<void> {
    this.state = 'closed';
  }
}

function loudest(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
/** For how much of a round something is heard, of 1. */
function share(samples: Float32Array): number {
  return samples.filter((sample) => Math.abs(sample) > 0.001).length / samples.length;
}

describe('the ring tone', () => {
  let contexts: FakeContext[];
  let tone: RingTone;
  const playing = () => contexts.filter(({ state, isLooping }) => state === 'running' && isLooping);

  beforeEach(() => {
    contexts = [];
    tone = new RingTone(() => {
      const context = new FakeContext();
      contexts.push(context);
      return context as unknown as RingingContext;
    });
  });

  test('[NOTE-1] it rings until it is stopped, and starts once', () => {
    tone.set({ tone: 'ring', sinkId: '' });
    tone.set({ tone: 'ring', sinkId: '' });
    expect([contexts.length, playing().length]).toEqual([1, 1]);
    tone.set(null);
    tone.set(null);
    expect(playing()).toEqual([]);
  });

  test('it plays on the selected device, also if that changes while it rings', async () => {
    tone.set({ tone: 'ring', sinkId: 'loudspeaker' });
    await expect.poll(() => playing().map(({ sinkId }) => sinkId)).toEqual(['loudspeaker']);
    tone.set({ tone: 'ring', sinkId: 'headset' });
    expect(playing().map(({ sinkId }) => sinkId)).toEqual(['headset']);
    expect(contexts).toHaveLength(1);
  });

  test('a missing device does not silence it', async () => {
    tone.set({ tone: 'ring', sinkId: FakeContext.goneDevice });
    await expect.poll(() => playing().map(({ sinkId }) => sinkId)).toEqual(['']);
  });

  test('[INV-2] a ring that is cancelled while its device is being set is not heard', async () => {
    tone.set({ tone: 'ring', sinkId: 'loudspeaker' });
    tone.set(null);
    await expect.poll(() => contexts[0]?.sinkId).toBe('loudspeaker');
    expect(contexts[0]).toMatchObject({ state: 'closed', isLooping: false, buffers: [] });
  });

  test('[INV-10] another tone replaces the first', () => {
    tone.set({ tone: 'ring', sinkId: '' });
    tone.set({ tone: 'waiting', sinkId: '' });
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running']);
    expect(contexts[1]?.buffers[0]).toEqual(samplesOf('waiting', RATE));
  });

  test('[INV-10] call waiting is softer and rarer than the ring', () => {
    const [ring, waiting] = [samplesOf('ring', RATE), samplesOf('waiting', RATE)];
    expect(loudest(waiting)).toBeLessThan(loudest(ring) / 2);
    expect(share(waiting)).toBeLessThan(share(ring) / 2);
  });

  test.each<Tone>(['ring', 'waiting', 'ring-back'])('%s begins and ends its round in silence', (name) => {
    const samples = samplesOf(name, RATE);
    expect(loudest(samples)).toBeGreaterThan(0.02);
    expect(loudest(samples)).toBeLessThan(0.5);
    expect(samples[0]).toBeCloseTo(0);
    expect(loudest(samples.slice(-RATE / 2))).toBe(0);
  });
});
