// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, ParleyError } from '../../../../../protocol/errors.ts';
import {
  ConferenceId,
  ConsumerId,
  ParticipantId,
  ProducerId,
  TransportId,
} from '../../../../../protocol/ids.ts';
import { type ConsumerParameters, kindOf, type Source } from '../../../../../protocol/media.ts';
import { SfuCarriage } from '../../../../../renderer/media/carriages/sfu-carriage.ts';
import type { SourceState } from '../../../../../renderer/media/devices/lease.ts';
import { RemoteTracks } from '../../../../../renderer/media/remote-tracks.ts';
import { ShownPictures } from '../../../../../renderer/media/shown-pictures.ts';
import { FakeSfuClient } from '../../../../support/renderer/fakes/fake-sfu-client.ts';

const conferenceId = ConferenceId.parse('conference-0001');
const bob = ParticipantId.parse('participant-bob');
const consumerOf = (source: Source): ConsumerParameters => ({
  id: ConsumerId.parse(`consumer-${source}`),
  producerId: ProducerId.parse(`producer-${source}`),
  participantId: bob,
  source,
  kind: kindOf(source),
  rtpParameters: { codecs: [] as never },
});
const named = (source: Source) => ({ conferenceId, consumerId: consumerOf(source).id });

describe('what a stay receives', () => {
  const nothing = signal<SourceState>({ track: null, muted: false });
  const isPageVisible = signal(true);
  let client: FakeSfuClient;
  let sent: [string, object][];
  /** How the next requests fail, one after the other. */
  let failures: ParleyError[];
  let shownPictures: ShownPictures;
  let carriage: SfuCarriage;
  const tile = document.createElement('video');
  const take = () => sent.splice(0);

  beforeEach(() => {
    vi.useFakeTimers();
    isPageVisible.value = true;
    client = new FakeSfuClient();
    sent = [];
    failures = [];
    shownPictures = new ShownPictures(isPageVisible);
    const transport = { id: TransportId.parse('transport-0001'), iceCandidates: [] };
    carriage = new SfuCarriage({
      opening: {
        conferenceId,
        iceServers: [],
        sendTransport: transport as never,
        receiveTransport: transport as never,
      },
      publication: { read: () => nothing, giveUp: () => undefined },
      client,
      remoteTracks: new RemoteTracks(),
      shownPictures,
      send: async (name, data) => {
        sent.push([name, data]);
        const failure = failures.shift();
        if (failure) throw failure;
        return {} as never;
      },
      tell: () => undefined,
    });
  });

  afterEach(() => {
    carriage.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const show = (source: Source, size = { width: 300, height: 169 }) => {
    shownPictures.play(tile, {
      carriageId: conferenceId,
      owner: bob,
      source,
      isSpeaker: false,
      isSparing: false,
      isCovered: false,
    });
    shownPictures.resize(tile, size);
  };
  const wanted = (source: Source, want: object) => ({
    consumerId: consumerOf(source).id,
    paused: false,
    speaker: false,
    ...want,
  });

  test('a camera that comes later is wanted as its tile needs it, as soon as it can be decoded', async () => {
    show('camera');
    await carriage.receive(consumerOf('camera'));
    await vi.advanceTimersByTimeAsync(0);
    const wants = [wanted('camera', { spatialLayer: 0 })];
    expect(take()).toEqual([['sfu-want', { conferenceId, wants }]]);
  });

  test('a camera that nobody shows is not asked for; its sound is, and is never paused', async () => {
    await carriage.receive(consumerOf('camera'));
    await carriage.receive(consumerOf('microphone'));
    isPageVisible.value = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(take()).toEqual([['sfu-resume-consumer', named('microphone')]]);
  });

  test('a hidden page pauses every picture that the join brought, and no sound', async () => {
    show('camera');
    await carriage.receiveAll([consumerOf('camera'), consumerOf('microphone'), consumerOf('screen')]);
    isPageVisible.value = false;
    await vi.advanceTimersByTimeAsync(10_000);
    const wants = [wanted('camera', { paused: true }), wanted('screen', { paused: true })];
    expect(take()).toEqual([['sfu-want', { conferenceId, wants }]]);
    isPageVisible.value = true;
    await vi.advanceTimersByTimeAsync(10_000);
    const back = [wanted('camera', { spatialLayer: 0 })];
    expect(take()).toEqual([['sfu-want', { conferenceId, wants: back }]]);
  });

  test('a screen comes whole, however small it is shown', async () => {
    show('screen', { width: 32, height: 18 });
    await carriage.receive(consumerOf('screen'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(take()).toEqual([['sfu-want', { conferenceId, wants: [wanted('screen', {})] }]]);
  });

  test('what another carriage shows of the same person is not ours', async () => {
    shownPictures.play(tile, {
      carriageId: ConferenceId.parse('conference-0002'),
      owner: bob,
      source: 'camera',
      isSpeaker: false,
      isSparing: false,
      isCovered: false,
    });
    shownPictures.resize(tile, { width: 300, height: 169 });
    await carriage.receive(consumerOf('camera'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(take()).toEqual([]);
  });

  test('nothing is wanted of a consumer that is closed, or after the end', async () => {
    await carriage.receive(consumerOf('camera'));
    await carriage.closeConsumer(consumerOf('camera').id);
    show('camera');
    await vi.advanceTimersByTimeAsync(10_000);
    await carriage.receive(consumerOf('screen'));
    carriage.close();
    show('screen');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(take()).toEqual([]);
    expect(client.transports.every(({ closed }) => closed)).toBe(true);
  });

  const sound = consumerOf('microphone');
  const asked = () => take().filter(([name]) => name === 'sfu-resume-consumer').length;

  test.each(['REQUEST_TIMED_OUT', 'RATE_LIMITED', 'SERVER_INTERNAL', 'CONFERENCE_NOT_JOINED'] as const)(
    'sound whose request fails (%s) is asked for again until the SFU sends it, then no more',
    async (code: ErrorCode) => {
      failures = Array.from({ length: 6 }, () => new ParleyError(code, 'no'));
      await carriage.receive(sound);
      expect(asked()).toBe(1);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked()).toBe(6);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked()).toBe(0);
    },
  );

  test('sound is not asked for again before the server allows it', async () => {
    failures = [new ParleyError('RATE_LIMITED', 'no', { context: { retryAfterMs: 9_000 } })];
    await carriage.receive(sound);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked()).toBe(1);
  });

  test('sound that the SFU does not know is not asked for again, and the order says why', async () => {
    failures = [new ParleyError('MEDIA_OBJECT_UNKNOWN', 'no')];
    await expect(carriage.receive(sound)).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(1);
  });

  test('sound of a consumer that is closed meanwhile is not asked for again', async () => {
    failures = [new ParleyError('REQUEST_TIMED_OUT', 'no')];
    await carriage.receive(sound);
    await carriage.closeConsumer(sound.id);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(1);
  });
});
