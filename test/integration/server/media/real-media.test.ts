import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConferenceId, ConsumerId, ConversationId } from '../../../../protocol/ids.ts';
import type { JoinedReply } from '../../../../protocol/signaling/requests.ts';
import { systemClock } from '../../../../server/clock.ts';
import { createLog } from '../../../../server/log.ts';
import { startMediasoupMedia } from '../../../../server/media/mediasoup-media.ts';
import { aJoin, enter } from '../../../support/server/conference/entering.ts';
import { workerGone, workerPids } from '../../../support/server/conference/worker-processes.ts';
import { opusParameters, vp8Parameters } from '../../../support/server/fake-media.ts';
import { anId } from '../../../support/server/requests.ts';
import type { TestClient } from '../../../support/server/test-client.ts';
import { TestServer } from '../../../support/server/test-server.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN;

describe.skipIf(!workerBin)('with a real media worker', () => {
  let server: TestServer;
  let alice: TestClient;
  let bob: TestClient;

  beforeEach(async () => {
    const log = createLog('silent');
    const config = { host: '127.0.0.1', mediaPort: 0, ...(workerBin && { workerBin }) };
    const media = await startMediasoupMedia({ config, workers: 2, clock: systemClock, log });
    server = await TestServer.start({}, { media });
    alice = await server.signIn('Alice');
    bob = await server.signIn('Bob');
  });
  afterEach(async () => {
    await server.close();
    expect(workerPids()).toEqual([]);
  });

  async function create() {
    const conversationId = anId() as ConversationId;
    return (await alice.request('conference.create', { conversationId, title: 'Weekly' })).id;
  }

  async function join(client: TestClient, conferenceId: ConferenceId) {
    const { routerRtpCapabilities } = await client.request('register', {
      deviceName: 'test',
      doNotDisturb: false,
    });
    const rtpCapabilities = routerRtpCapabilities;
    return enter(client, aJoin(conferenceId, { rtpCapabilities }));
  }

  function produce(
    client: TestClient,
    { conference, sendTransport }: JoinedReply,
    source: 'microphone' | 'camera',
  ) {
    const audio = source === 'microphone';
    return client.request('media.produce', {
      conferenceId: conference.id,
      transportId: sendTransport.id,
      source,
      kind: audio ? 'audio' : 'video',
      rtpParameters: audio ? opusParameters : vp8Parameters,
      paused: false,
    });
  }

  test('the reply to register has what every router can route: Opus with FEC and DTX, VP8 first, VP9, H.264', async () => {
    const { routerRtpCapabilities } = await alice.request('register', {
      deviceName: 'test',
      doNotDisturb: false,
    });
    const codecs = routerRtpCapabilities.codecs.filter(({ mimeType }) => !mimeType.endsWith('/rtx'));
    expect(codecs.map(({ mimeType }) => mimeType)).toEqual([
      'audio/opus',
      'video/VP8',
      'video/VP9',
      'video/H264',
    ]);
    expect(codecs[0]?.parameters).toMatchObject({ useinbandfec: 1, usedtx: 1 });
    expect(codecs[3]?.parameters).toMatchObject({ 'packetization-mode': 1, 'profile-level-id': '42e01f' });
  });

  test('the reply to a join has two transports over UDP and TCP, and consumers that the page can receive', async () => {
    const conferenceId = await create();
    const hers = await join(alice, conferenceId);
    await produce(alice, hers, 'microphone');
    await produce(alice, hers, 'camera');
    const his = await join(bob, conferenceId);
    expect(his.consumers.map(({ source, kind }) => [source, kind])).toEqual([
      ['microphone', 'audio'],
      ['camera', 'video'],
    ]);
    const protocols = new Set(his.receiveTransport.iceCandidates.map(({ protocol }) => protocol));
    expect(protocols).toEqual(new Set(['udp', 'tcp']));
  });

  test('a page without any of the codecs can join, and is offered nothing', async () => {
    const conferenceId = await create();
    await produce(alice, await join(alice, conferenceId), 'microphone');
    const his = await enter(bob, aJoin(conferenceId));
    expect(his.participants).toHaveLength(2);
    expect(his.consumers).toEqual([]);
  });

  test('a later producer is offered paused; closing it closes the consumer', async () => {
    const conferenceId = await create();
    const hers = await join(alice, conferenceId);
    await join(bob, conferenceId);
    const { producerId } = await produce(alice, hers, 'camera');
    const { consumer } = await bob.notice('consumer-added');
    await bob.request('media.resume-consumer', { conferenceId, consumerId: consumer.id });
    await alice.request('media.set-producer-paused', { conferenceId, producerId, paused: true });
    await alice.request('media.close-producer', { conferenceId, producerId });
    expect(await bob.notice('consumer-closed')).toEqual({ conferenceId, consumerId: consumer.id });
    await expect(
      bob.request('media.resume-consumer', { conferenceId, consumerId: consumer.id as ConsumerId }),
    ).rejects.toMatchObject({ code: 'MEDIA_OBJECT_UNKNOWN' });
  });

  test('[RES-6] impossible RTP parameters get a typed error', async () => {
    const hers = await join(alice, await create());
    const unknownCodec = { mimeType: 'video/Theora', payloadType: 101, clockRate: 90_000 } as const;
    for (const codecs of [opusParameters.codecs, [unknownCodec]]) {
      const attempt = alice.request('media.produce', {
        conferenceId: hers.conference.id,
        transportId: hers.sendTransport.id,
        source: 'camera',
        kind: 'video',
        rtpParameters: { ...vp8Parameters, codecs },
        paused: false,
      });
      await expect(attempt).rejects.toMatchObject({ code: 'MEDIA_NOT_NEGOTIABLE' });
    }
    await produce(alice, hers, 'camera');
  });

  test('leaving closes the producers of the participant for the others', async () => {
    const conferenceId = await create();
    const hers = await join(alice, conferenceId);
    await produce(alice, hers, 'microphone');
    const his = await join(bob, conferenceId);
    await alice.request('conference.leave', { conferenceId });
    expect(await bob.notice('consumer-closed')).toEqual({ conferenceId, consumerId: his.consumers[0]?.id });
  });

  test('[RES-3] a dead worker ends only its own conferences, and a new one replaces it', async () => {
    const [doomed, spared] = [await create(), await create()];
    await join(alice, doomed);
    await join(bob, spared);
    const [first] = workerPids();
    if (first === undefined) throw new Error('no worker');
    process.kill(first, 'SIGKILL');
    const exited = await Promise.race([
      alice.notice('conference-exited').then(() => alice),
      bob.notice('conference-exited').then(() => bob),
    ]);
    await workerGone(first);
    const other = exited === alice ? bob : alice;
    await other.settled();
    expect(other.has('conference-exited')).toBe(false);
    await join(exited, await create());
  });
});
