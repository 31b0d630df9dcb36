// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConferenceId,
  ConsumerId,
  ParticipantId,
  ProducerId,
  TransportId,
} from '../../../../protocol/ids.ts';
import { type ConsumerParameters, kindOf, type Source } from '../../../../protocol/media.ts';
import { SfuCarriage } from '../../../../renderer/media/carriages/sfu-carriage.ts';
import type { SourceState } from '../../../../renderer/media/lease.ts';
import { RemoteTracks } from '../../../../renderer/media/remote-tracks.ts';
import { ShownPictures } from '../../../../renderer/media/shown-pictures.ts';
import { FakeSfuClient } from '../../../support/renderer/fake-sfu-client.ts';

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
  let shownPictures: ShownPictures;
  let carriage: SfuCarriage;
  const tile = document.createElement('video');
  const take = () => sent.splice(0);

  beforeEach(() => {
    vi.useFakeTimers();
    isPageVisible.value = true;
    client = new FakeSfuClient();
    sent = [];
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
    ...{ consumerId: consumerOf(source).id, paused: false, speaker: false },
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
      ...{ carriageId: ConferenceId.parse('conference-0002'), owner: bob, source: 'camera' },
      ...{ isSpeaker: false, isSparing: false, isCovered: false },
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
});
