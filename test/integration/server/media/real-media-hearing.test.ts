import { createWorker } from 'mediasoup';
import type {
  DirectTransport,
  Router,
  RouterRtpCodecCapability,
  RtpParameters,
  Worker,
} from 'mediasoup/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProducerId } from '../../../../protocol/ids.ts';
import { ROUTER_CODECS } from '../../../../server/media/codecs.ts';
import type { Heard } from '../../../../server/media/media-port.ts';
import { MediasoupHearing } from '../../../../server/media/mediasoup-hearing.ts';
import { stopWorker } from '../../../../server/media/worker/spawn-worker.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { produceFrom, RealConference } from '../../../support/server/conference/real-conference.ts';
import { microphoneParameters, SoundSender } from '../../../support/server/conference/sound.ts';
import { opusParameters } from '../../../support/server/fake-media.ts';
import { until } from '../../../support/until.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN ?? '';
const SPEECH = -30;
const LOUD_SPEECH = -10;
const NOISE = -70;

describe.skipIf(workerBin === '')('[CONF-11] who is heard, on a real media worker', () => {
  let worker: Worker;
  let router: Router;
  let transport: DirectTransport;
  let hearing: MediasoupHearing;
  let last: Heard;

  beforeEach(async () => {
    last = { speaking: [], dominant: null };
    worker = await createWorker({ workerBin, logLevel: 'none' });
    router = await worker.createRouter({ mediaCodecs: ROUTER_CODECS as RouterRtpCodecCapability[] });
    transport = await router.createDirectTransport();
    hearing = await MediasoupHearing.open(router, (heard) => {
      last = heard;
    });
  });
  afterEach(() => stopWorker(worker));

  async function microphone(ssrc: number) {
    const rtpParameters = microphoneParameters(ssrc) as RtpParameters;
    const producer = await transport.produce({ kind: 'audio', rtpParameters });
    await hearing.listenTo(producer);
    return { producer, sound: new SoundSender(producer, ssrc) };
  }

  /** Sends until the result is accepted. */
  function untilHeard(send: () => void, accept: (heard: Heard) => boolean): Promise<Heard> {
    const read = () => {
      send();
      return last;
    };
    return until(read, accept, { what: 'heard' });
  }

  test('speech is heard, loudest first; noise is not; silence is reported', async () => {
    const [alice, bob, fan] = [await microphone(1_001), await microphone(1_002), await microphone(1_003)];
    const both = await untilHeard(
      () => {
        alice.sound.send(SPEECH);
        bob.sound.send(LOUD_SPEECH);
        fan.sound.send(NOISE);
      },
      ({ speaking }) => speaking.length > 1,
    );
    expect(both.speaking).toEqual([bob.producer.id, alice.producer.id]);
    await until(
      () => last.speaking,
      (speaking) => speaking.length === 0,
      { what: 'silence' },
    );
  });

  test('a participant who continues alone becomes dominant', async () => {
    const [alice, bob] = [await microphone(1_001), await microphone(1_002)];
    // Speech has to be louder than what was heard before.
    for (const { sound } of [alice, bob]) sound.send(NOISE);
    for (const { producer, sound } of [alice, bob]) {
      await untilHeard(
        () => sound.send(LOUD_SPEECH),
        ({ dominant, speaking }) => dominant === producer.id && speaking.length === 1,
      );
    }
  });

  test('a paused or closed producer is not heard', async () => {
    const [alice, bob] = [await microphone(1_001), await microphone(1_002)];
    const send = () => {
      alice.sound.send(SPEECH);
      bob.sound.send(SPEECH);
    };
    await untilHeard(send, ({ speaking }) => speaking.length === 2);
    await alice.producer.pause();
    await untilHeard(send, ({ speaking }) => speaking.length === 1);
    expect(last.speaking).toEqual([bob.producer.id]);
    bob.producer.close();
    await until(
      () => last.speaking,
      (speaking) => speaking.length === 0,
      { what: 'silence' },
    );
  });

  test('a conference listens to every microphone until it is closed', async () => {
    const conference = await RealConference.open(workerBin, new FakeClock());
    const alice = await conference.openParticipant();
    const producerId = await produceFrom(alice, opusParameters);
    const listenersOf = async (id: ProducerId) => {
      const { mapProducerIdObserverIds } = await conference.router.dump();
      return mapProducerIdObserverIds.find(({ key }) => key === id)?.values ?? [];
    };
    expect(await listenersOf(producerId)).toHaveLength(2);
    alice.participant.closeProducer(producerId);
    expect(await listenersOf(producerId)).toEqual([]);
    await conference.close();
  });
});
