import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import { ConferenceId, ConsumerId, ParticipantId } from '../../../../../protocol/ids.ts';
import type { Want } from '../../../../../protocol/media.ts';
import { LESS_AFTER_MS, RETRY_MS, WantSender } from '../../../../../renderer/media/carriages/want-sender.ts';
import type { ReceivedPicture } from '../../../../../renderer/media/carriages/wants.ts';
import type { ShownPicture } from '../../../../../renderer/media/shown-pictures.ts';

const carriageId = ConferenceId.parse('conference-0001');
const consumerOf = (name: string) => ConsumerId.parse(`consumer-${name}`);
const ownerOf = (name: string) => ParticipantId.parse(`participant-${name}`);
const cameraOf = (name: string): ReceivedPicture => ({
  consumerId: consumerOf(name),
  owner: ownerOf(name),
  source: 'camera',
});
const shown = (name: string, change: Partial<ShownPicture> = {}): ShownPicture => ({
  carriageId,
  owner: ownerOf(name),
  source: 'camera',
  isSpeaker: false,
  width: 300,
  height: 169,
  ...change,
});
const small = (name: string) => ({
  consumerId: consumerOf(name),
  paused: false,
  spatialLayer: 0,
  speaker: false,
});
const pausedOf = (name: string) => ({ consumerId: consumerOf(name), paused: true, speaker: false });
const large = { width: 1200, height: 675 };

describe('telling the SFU what is needed', () => {
  const onScreen = signal<readonly ShownPicture[]>([]);
  let told: Want[][];
  let sender: WantSender;
  let reply: () => Promise<unknown>;
  const take = () => told.splice(0);
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    onScreen.value = [];
    told = [];
    reply = async () => undefined;
    sender = new WantSender({
      onScreen,
      send(wants) {
        told.push(wants);
        return reply();
      },
    });
  });

  afterEach(() => {
    sender.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test('simultaneous changes are one message, and nothing is sent twice', async () => {
    onScreen.value = [shown('bob'), shown('eve')];
    for (const name of ['bob', 'eve']) sender.add(cameraOf(name), { paused: true });
    await pass();
    expect(take()).toEqual([[small('bob'), small('eve')]]);
    onScreen.value = [shown('bob', large), shown('eve')];
    await pass(10_000);
    expect(take()).toEqual([[{ ...small('bob'), spatialLayer: 2 }]]);
  });

  test('a new picture that no element shows stays paused, without a message', async () => {
    sender.add(cameraOf('bob'), { paused: true });
    await pass(10_000);
    expect(take()).toEqual([]);
    onScreen.value = [shown('bob')];
    await pass();
    expect(take()).toEqual([[small('bob')]]);
  });

  test('a picture that existed when we joined is paused only if no element shows it in time', async () => {
    sender.add(cameraOf('bob'), { paused: false });
    sender.add(cameraOf('eve'), { paused: false });
    await pass(LESS_AFTER_MS / 2);
    onScreen.value = [shown('bob')];
    await pass();
    expect(take()).toEqual([[small('bob')]]);
    await pass(LESS_AFTER_MS);
    expect(take()).toEqual([[pausedOf('eve')]]);
  });

  test('a picture that moves to another element is not paused in between', async () => {
    onScreen.value = [shown('bob')];
    sender.add(cameraOf('bob'), { paused: true });
    await pass();
    take();
    onScreen.value = [];
    await pass(LESS_AFTER_MS - 1);
    onScreen.value = [shown('bob')];
    await pass(10_000);
    expect(take()).toEqual([]);
  });

  test('less is requested once it has lasted, for each picture by its own time', async () => {
    onScreen.value = [shown('bob', large), shown('eve')];
    for (const name of ['bob', 'eve']) sender.add(cameraOf(name), { paused: true });
    await pass();
    take();
    onScreen.value = [shown('bob'), shown('eve')];
    await pass(LESS_AFTER_MS / 2);
    onScreen.value = [shown('bob')];
    await pass(LESS_AFTER_MS / 2);
    expect(take()).toEqual([[small('bob')]]);
    await pass(LESS_AFTER_MS / 2);
    expect(take()).toEqual([[pausedOf('eve')]]);
  });

  test('one message is sent at a time; changes in the meantime follow it in their latest state', async () => {
    const first = Promise.withResolvers<void>();
    reply = () => first.promise;
    onScreen.value = [shown('bob')];
    sender.add(cameraOf('bob'), { paused: true });
    await pass();
    for (const width of [600, 1200]) {
      onScreen.value = [shown('bob', { width })];
      await pass(10);
    }
    expect(take()).toEqual([[small('bob')]]);
    first.resolve();
    await pass();
    expect(take()).toEqual([[{ ...small('bob'), spatialLayer: 2 }]]);
  });

  const failing = (code: ErrorCode) => async () => {
    throw new ParleyError(code, 'no');
  };

  test('a request for a consumer that is gone is not repeated', async () => {
    reply = failing('MEDIA_OBJECT_UNKNOWN');
    onScreen.value = [shown('bob')];
    sender.add(cameraOf('bob'), { paused: true });
    await pass(10_000);
    expect(take()).toHaveLength(1);
  });

  test('a failed message is repeated in its latest state', async () => {
    reply = failing('CONNECTION_LOST');
    onScreen.value = [shown('bob'), shown('eve')];
    for (const name of ['bob', 'eve']) sender.add(cameraOf(name), { paused: true });
    await pass();
    expect(take()).toHaveLength(1);
    reply = async () => undefined;
    sender.remove(consumerOf('eve'));
    await pass(RETRY_MS);
    expect(take()).toEqual([[small('bob')]]);
  });

  test('nothing is sent about removed pictures, nor after the end', async () => {
    onScreen.value = [shown('bob')];
    sender.add(cameraOf('bob'), { paused: true });
    sender.remove(consumerOf('bob'));
    await pass();
    sender.add(cameraOf('bob'), { paused: true });
    sender.close();
    onScreen.value = [];
    await pass(10_000);
    expect(take()).toEqual([]);
  });
});
