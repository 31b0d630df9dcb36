import { signal } from '@preact/signals';
import type { Transport } from 'mediasoup-client/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConferenceId } from '../../../../protocol/ids.ts';
import { SourceSender } from '../../../../renderer/media/carriages/source-sender.ts';
import type { SourceState } from '../../../../renderer/media/lease.ts';
import { asTrack, FakeTrack } from '../../../support/renderer/fake-track.ts';

const conferenceId = ConferenceId.parse('conference-0001');

class FakeProducer {
  readonly id: string;
  track: MediaStreamTrack;
  paused = false;
  closed = false;
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
    this.track = track;
  }
}

describe('a source on its way to the SFU', () => {
  const state = signal<SourceState>({ track: null, muted: false });
  let producers: FakeProducer[];
  let sent: unknown[];
  let sender: SourceSender;
  const onFailed = vi.fn();
  const on = (muted = false): SourceState => ({ track: asTrack(new FakeTrack('video')), muted });

  beforeEach(() => {
    state.value = { track: null, muted: false };
    producers = [];
    sent = [];
    onFailed.mockReset();
    const transport = {
      async produce({ track }: { track: MediaStreamTrack }) {
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
        return {} as never;
      },
      encoding: {},
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

  test('fast switching leaves one producer at most', async () => {
    for (let n = 0; n < 5; n += 1) {
      state.value = on();
      state.value = { track: null, muted: false };
    }
    state.value = on();
    await vi.waitFor(() => expect(producers.at(-1)?.track).toBe(state.value.track));
    expect(producers.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  test('follows no longer once closed', async () => {
    sender.close();
    state.value = on();
    await Promise.resolve();
    expect(producers).toEqual([]);
    expect(onFailed).not.toHaveBeenCalled();
  });
});
