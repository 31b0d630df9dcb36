import { signal } from '@preact/signals';
import type { Transport } from 'mediasoup-client/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { ConferenceId, ProducerId } from '../../../../../protocol/ids.ts';
import {
  type LayersWanted,
  RETRY_AFTER_MS,
  SourceSender,
} from '../../../../../renderer/media/carriages/source-sender.ts';
import type { SourceState } from '../../../../../renderer/media/devices/lease.ts';
import { asTrack, FakeTrack } from '../../../../support/renderer/fakes/fake-track.ts';

const conferenceId = ConferenceId.parse('conference-0001');

class FakeProducer {
  readonly id: string;
  track: MediaStreamTrack;
  paused = false;
  closed = false;
  maxSpatialLayer: number | undefined;
  readonly rtpSender = new FakeSender();
  /** The calls that it has received, in order. */
  readonly steps: unknown[] = [];
  constructor(id: string, track: MediaStreamTrack) {
    this.id = id;
    this.track = track;
  }
  pause() {
    this.paused = true;
  }
  resume() {
    this.paused = false;
  }
  close() {
    this.closed = true;
  }
  async replaceTrack({ track }: { track: MediaStreamTrack }) {
    this.steps.push('replace');
    await Promise.resolve();
    this.track = track;
  }
  /** Sets the parameters of the sender, as mediasoup-client does. */
  async setMaxSpatialLayer(layer: number) {
    this.steps.push(layer);
    const { encodings } = this.rtpSender.getParameters();
    encodings.forEach((encoding, index) => {
      encoding.active = index <= layer;
    });
    await this.rtpSender.setParameters({ encodings });
    this.maxSpatialLayer = layer;
  }
}

/** An `RTCRtpSender` with three layers that accepts new parameters only when the last call has finished. */
class FakeSender {
  #encodings = [{ active: true }, { active: true }, { active: true }];
  #isBusy = false;
  keyFrames = 0;
  get active() {
    return this.#encodings.map(({ active }) => active);
  }
  getParameters() {
    return { encodings: structuredClone(this.#encodings) };
  }
  async setParameters(
    { encodings }: { encodings: { active: boolean }[] },
    options: { encodingOptions?: unknown[] } = {},
  ) {
    if (this.#isBusy) throw new DOMException('one call at a time', 'InvalidStateError');
    this.#isBusy = true;
    await new Promise((resolve) => setTimeout(resolve));
    this.#isBusy = false;
    this.#encodings = encodings;
    if (options.encodingOptions) this.keyFrames += 1;
  }
}

describe('a source on its way to the SFU', () => {
  const state = signal<SourceState>({ track: null, muted: false });
  let producers: FakeProducer[];
  let sent: [string, object][];
  /** The error of each request, until it is removed. */
  const failures = new Map<string, ErrorCode>();
  let sender: SourceSender;
  const onFailed = vi.fn();
  const layersWanted = signal<LayersWanted>(new Map());
  const producerId = ProducerId.parse('producer-0');
  const want = (layer: number | null, id = producerId) => {
    layersWanted.value = new Map(layersWanted.value).set(id, layer);
  };
  const fail = (name: string) => {
    const code = failures.get(name);
    if (code) throw new ParleyError(code, 'refused');
  };
  const active = () => producers.at(-1)?.rtpSender.active;
  const on = (muted = false): SourceState => ({ track: asTrack(new FakeTrack('video')), muted });

  beforeEach(() => {
    state.value = { track: null, muted: false };
    producers = [];
    sent = [];
    onFailed.mockReset();
    failures.clear();
    layersWanted.value = new Map();
    const transport = {
      async produce({ track }: { track: MediaStreamTrack }) {
        fail('sfu-produce');
        const producer = new FakeProducer(`producer-${producers.length}`, track);
        producers.push(producer);
        return producer;
      },
    };
    sender = new SourceSender({
      conferenceId,
      source: 'camera',
      transport: transport as unknown as Transport,
      send: async (name, data) => {
        sent.push([name, data]);
        fail(name);
        return {} as never;
      },
      encoding: {},
      layersWanted,
      onFailed,
    });
    sender.follow(() => state.value);
  });

  afterEach(() => sender.close());

  test('is produced when its track opens, and closed when it is off', async () => {
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(1));
    state.value = { track: null, muted: false };
    await vi.waitFor(() =>
      expect(sent).toEqual([['sfu-close-producer', { conferenceId, producerId: 'producer-0' }]]),
    );
    expect(producers[0]?.closed).toBe(true);
  });

  test('mute pauses the producer here and at the SFU', async () => {
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(1));
    state.value = { ...state.value, muted: true };
    await vi.waitFor(() =>
      expect(sent).toEqual([
        ['sfu-set-producer-paused', { conferenceId, producerId: 'producer-0', paused: true }],
      ]),
    );
  });

  test('[DEV-4] a source that the system mutes is paused at the SFU, and continues afterwards unless our user muted it', async () => {
    const paused = () =>
      sent
        .filter(([name]) => name === 'sfu-set-producer-paused')
        .map(([, data]) => (data as { paused: boolean }).paused);
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(1));
    state.value = { ...state.value, interrupted: true };
    await vi.waitFor(() => expect(paused()).toEqual([true]));
    state.value = { ...state.value, interrupted: false };
    await vi.waitFor(() => expect(paused()).toEqual([true, false]));
    state.value = { ...state.value, muted: true };
    await vi.waitFor(() => expect(paused()).toEqual([true, false, true]));
    state.value = { ...state.value, interrupted: true };
    state.value = { ...state.value, interrupted: false };
    expect(paused()).toHaveLength(3);
  });

  test('fast switching leaves at most one producer', async () => {
    for (let n = 0; n < 5; n += 1) {
      state.value = on();
      state.value = { track: null, muted: false };
    }
    state.value = on();
    await vi.waitFor(() => expect(producers.at(-1)?.track).toBe(state.value.track));
    expect(producers.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  test.each([
    ['the lowest', 0, [true, false, false]],
    ['two', 1, [true, true, false]],
    ['all', 2, [true, true, true]],
    ['none', null, [false, false, false]],
  ])('encodes no layer that nobody wants: %s', async (_, layer, expected) => {
    state.value = on();
    want(1, ProducerId.parse('producer-other'));
    await vi.waitFor(() => expect(active()).toEqual([true, true, true]));
    want(layer);
    await vi.waitFor(() => expect(active()).toEqual(expected));
    want(2);
    await vi.waitFor(() => expect(active()).toEqual([true, true, true]));
  });

  test('an order that arrives before the ID of its producer is kept for it', async () => {
    want(0);
    state.value = on();
    await vi.waitFor(() => expect(active()).toEqual([true, false, false]));
  });

  test('another device keeps the layers; a new producer begins with all layers, as the SFU expects', async () => {
    state.value = on();
    want(0);
    await vi.waitFor(() => expect(active()).toEqual([true, false, false]));
    state.value = on();
    await vi.waitFor(() => expect(producers[0]?.track).toBe(state.value.track));
    expect(active()).toEqual([true, false, false]);
    state.value = { track: null, muted: false };
    await vi.waitFor(() => expect(producers[0]?.closed).toBe(true));
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(2));
    expect(active()).toEqual([true, true, true]);
  });

  test('layers, key frames and tracks are set one after the other, and the last wish counts', async () => {
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(1));
    for (const layer of [0, null, 1]) {
      want(layer);
      expect(sender.makeKeyFrame(producerId)).toBe(true);
      state.value = on();
    }
    await vi.waitFor(() => expect(active()).toEqual([true, true, false]));
    expect(producers[0]?.track).toBe(state.value.track);
    expect(producers[0]?.rtpSender.keyFrames).toBeGreaterThan(0);
    expect(onFailed).not.toHaveBeenCalled();
  });

  test('a key frame for the producer of another participant is not made here', async () => {
    expect(sender.makeKeyFrame(producerId)).toBe(false);
    state.value = on();
    await vi.waitFor(() => expect(producers).toHaveLength(1));
    expect(sender.makeKeyFrame(ProducerId.parse('producer-other'))).toBe(false);
    expect(producers[0]?.rtpSender.keyFrames).toBe(0);
  });

  test('stops following once closed', async () => {
    sender.close();
    state.value = on();
    await Promise.resolve();
    expect(producers).toEqual([]);
    expect(onFailed).not.toHaveBeenCalled();
  });

  describe('a step that fails', () => {
    beforeEach(() => vi.useFakeTimers());
    afterEach(() => {
      sender.close();
      expect(vi.getTimerCount()).toBe(0);
      vi.useRealTimers();
    });
    const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
    const off = () => {
      state.value = { track: null, muted: false };
    };
    const asked = (name: string) => sent.filter(([request]) => request === name).length;
    const allRetriesMs = RETRY_AFTER_MS.reduce((sum, ms) => sum + ms, 0);

    test.each(['MEDIA_OBJECT_UNKNOWN', 'CONFERENCE_FORBIDDEN', 'CONFERENCE_NOT_JOINED'] as const)(
      '[CONF-8] closing a producer that the server has closed already (%s) is no failure',
      async (code) => {
        state.value = on();
        await wait();
        failures.set('sfu-close-producer', code);
        off();
        await wait(60_000);
        expect(onFailed).not.toHaveBeenCalled();
        expect(asked('sfu-close-producer')).toBe(1);
        failures.clear();
        state.value = on();
        await wait();
        expect(producers).toHaveLength(2);
      },
    );

    test('[CONF-3] a close that the server refused is repeated, so that no tile stays frozen', async () => {
      state.value = on();
      await wait();
      failures.set('sfu-close-producer', 'RATE_LIMITED');
      off();
      await wait(30_000);
      expect(asked('sfu-close-producer')).toBeGreaterThan(3);
      failures.clear();
      const before = asked('sfu-close-producer');
      await wait(30_000);
      expect(asked('sfu-close-producer')).toBe(before + 1);
      expect(onFailed).not.toHaveBeenCalled();
    });

    test.each(['sfu-produce', 'sfu-set-producer-paused'])(
      '[CONF-3] %s that is rate limited for a moment succeeds later, without an alert',
      async (name) => {
        failures.set(name, 'RATE_LIMITED');
        state.value = on(name === 'sfu-produce');
        await wait();
        state.value = { ...state.value, muted: true };
        await wait(RETRY_AFTER_MS[0]);
        failures.clear();
        await wait(allRetriesMs);
        expect(onFailed).not.toHaveBeenCalled();
        expect(producers).toHaveLength(1);
        expect(producers[0]?.paused).toBe(true);
      },
    );

    test.each(['RATE_LIMITED', 'REQUEST_TIMED_OUT', 'SERVER_INTERNAL', 'MEDIA_NOT_NEGOTIABLE'] as const)(
      '[DEV-3] a source that cannot be produced (%s) is given up once; another track is tried',
      async (code) => {
        failures.set('sfu-produce', code);
        state.value = on();
        await wait(allRetriesMs);
        expect(onFailed).toHaveBeenCalledOnce();
        want(0);
        await wait(60_000);
        expect(onFailed).toHaveBeenCalledOnce();
        failures.clear();
        state.value = on();
        await wait();
        expect(producers).toHaveLength(1);
      },
    );

    test('[DEV-3] a producer whose pause fails is closed here and there, and the source is given up', async () => {
      state.value = on();
      await wait();
      failures.set('sfu-set-producer-paused', 'MEDIA_OBJECT_UNKNOWN');
      state.value = { ...state.value, muted: true };
      await wait();
      expect(onFailed).toHaveBeenCalledOnce();
      expect(producers[0]?.closed).toBe(true);
      expect(asked('sfu-close-producer')).toBe(1);
    });

    test('[CONF-3] a producer that the server may have made for an unanswered request is closed there', async () => {
      failures.set('sfu-produce', 'REQUEST_TIMED_OUT');
      state.value = on();
      await wait();
      expect(sent).toEqual([]);
      failures.clear();
      await wait(RETRY_AFTER_MS[0]);
      expect(sent).toEqual([['sfu-close-source', { conferenceId, source: 'camera' }]]);
      expect(producers).toHaveLength(1);
      expect(onFailed).not.toHaveBeenCalled();
    });
  });
});
