import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsumerId, ProducerId } from '../../../../protocol/ids.ts';
import { MEDIA_PRIORITIES, type Source } from '../../../../protocol/media.ts';
import { CALM_MS } from '../../../../server/media/layer-demand.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import {
  produceFrom,
  RealConference,
  type RealParticipant,
} from '../../../support/server/conference/real-conference.ts';
import { workerPids } from '../../../support/server/conference/worker-processes.ts';
import { opusParameters, simulcastParameters, vp8Parameters } from '../../../support/server/fake-media.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN ?? '';
const forgedId = 'forged-consumer' as ConsumerId;

describe.skipIf(workerBin === '')('what a page wants of a real media worker', () => {
  let clock: FakeClock;
  let conference: RealConference;
  let alice: RealParticipant;
  let bob: RealParticipant;

  beforeEach(async () => {
    clock = new FakeClock();
    conference = await RealConference.open(workerBin, clock);
    [alice, bob] = await Promise.all([conference.openParticipant(), conference.openParticipant()]);
  });
  afterEach(async () => {
    await conference.close();
    expect(workerPids()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  async function receive(
    receiver: RealParticipant,
    producerId: ProducerId,
    source: Source,
  ): Promise<ConsumerId> {
    const consumer = await receiver.participant.consume(producerId, { source, paused: false });
    if (consumer === undefined) throw new Error('cannot be received');
    return consumer.id;
  }

  /** Bob receives Alice's camera. */
  async function camera(): Promise<{ producerId: ProducerId; consumerId: ConsumerId }> {
    const producerId = await produceFrom(alice, simulcastParameters);
    return { producerId, consumerId: await receive(bob, producerId, 'camera') };
  }

  test('[CONF-11] a consumer is paused and resumed as often as its page wants', async () => {
    const { consumerId } = await camera();
    const consumer = conference.consumer(consumerId);
    await bob.participant.want([{ consumerId, paused: true, speaker: false }]);
    expect((await consumer.dump()).paused).toBe(true);
    await Promise.all(
      [false, true, false].map((paused) => bob.participant.want([{ consumerId, paused, speaker: false }])),
    );
    expect((await consumer.dump()).paused).toBe(false);
    await bob.participant.want([{ consumerId, paused: true, speaker: false }]);
    await bob.participant.resumeConsumer(consumerId);
    expect((await consumer.dump()).paused).toBe(false);
  });

  test('[CONF-11] the layer that the tile needs is sent with all frames; without a layer all layers', async () => {
    const { consumerId } = await camera();
    const consumer = conference.consumer(consumerId);
    await bob.participant.want([{ consumerId, paused: false, spatialLayer: 1, speaker: false }]);
    expect(consumer.preferredLayers).toEqual({ spatialLayer: 1, temporalLayer: 2 });
    await bob.participant.want([{ consumerId, paused: false, speaker: false }]);
    expect(consumer.preferredLayers).toEqual({ spatialLayer: 2, temporalLayer: 2 });
  });

  test('[CONF-11] after audio, which is always sent, screens have priority, then the speaker, then the rest', async () => {
    const { consumerId } = await camera();
    const screen = await receive(bob, await produceFrom(alice, vp8Parameters), 'screen');
    const priorities = () =>
      Promise.all([screen, consumerId].map(async (id) => (await conference.consumer(id).dump()).priority));
    const { screen: ofScreen, speaker, other } = MEDIA_PRIORITIES;
    expect(await priorities()).toEqual([ofScreen, other]);
    await bob.participant.want([
      { consumerId, paused: false, speaker: true },
      { consumerId: screen, paused: false, speaker: true },
    ]);
    expect(await priorities()).toEqual([ofScreen, speaker]);
    await bob.participant.want([{ consumerId, paused: false, speaker: false }]);
    expect(await priorities()).toEqual([ofScreen, other]);
  });

  test("[RES-6] forged, closed and other people's consumers are refused; the others are changed", async () => {
    const { producerId, consumerId } = await camera();
    const gone = await receive(bob, await produceFrom(alice, vp8Parameters), 'screen');
    const carol = await conference.openParticipant();
    const hers = await receive(carol, producerId, 'camera');
    conference.consumer(gone).close();
    for (const unknown of [forgedId, gone, hers]) {
      const paused = unknown !== gone;
      const attempt = bob.participant.want([
        { consumerId: unknown, paused: true, speaker: false },
        { consumerId, paused, speaker: false },
      ]);
      await expect(attempt).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
      expect(conference.consumer(consumerId).paused).toBe(paused);
    }
    expect(conference.consumer(hers).paused).toBe(false);
  });

  test('[RES-6] a consumer whose producer closes at the same time is unknown, and nothing else happens', async () => {
    const { producerId, consumerId } = await camera();
    const attempt = bob.participant.want([{ consumerId, paused: true, spatialLayer: 0, speaker: true }]);
    alice.participant.closeProducer(producerId);
    await attempt.catch((thrown: unknown) => expect(thrown).toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' }));
    await expect(bob.participant.want([{ consumerId, paused: false, speaker: false }])).rejects.toMatchObject(
      {
        code: 'MEDIA_OBJECT_UNKNOWN',
      },
    );
  });

  test('[CONF-11] the sender is notified of wanted layers: lower ones after a while, higher ones immediately', async () => {
    const { producerId, consumerId } = await camera();
    const want = (change: { paused: boolean; spatialLayer?: number }) =>
      bob.participant.want([{ consumerId, speaker: false, ...change }]);
    await want({ paused: false, spatialLayer: 0 });
    clock.advance(CALM_MS);
    await want({ paused: true });
    clock.advance(CALM_MS);
    await want({ paused: false, spatialLayer: 1 });
    bob.participant.close();
    clock.advance(CALM_MS);
    expect(alice.layersWanted).toEqual([0, null, 1, 0].map((spatialLayer) => ({ producerId, spatialLayer })));
    expect(bob.layersWanted).toEqual([]);
  });

  test('[CONF-11] no layers are sent for a screen, for audio or for a closed producer', async () => {
    await produceFrom(alice, opusParameters);
    await produceFrom(alice, vp8Parameters);
    alice.participant.closeProducer(await produceFrom(alice, simulcastParameters));
    await produceFrom(bob, simulcastParameters);
    bob.participant.close();
    clock.advance(CALM_MS);
    expect([...alice.layersWanted, ...bob.layersWanted]).toEqual([]);
  });
});
