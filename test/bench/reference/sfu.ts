import { createWorker, type types } from 'mediasoup';
import type { Handlers } from './relay.ts';
import type { Send } from './server.ts';

interface Peer {
  readonly send: Send;
  readonly producers: types.Producer[];
  readonly transports: Map<string, types.WebRtcTransport>;
  readonly consumers: Map<string, types.Consumer>;
  receive: types.WebRtcTransport | undefined;
  rtpCapabilities: types.RtpCapabilities | undefined;
}

const CODECS: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
];

const optionsOf = ({ id, producerId, kind, rtpParameters }: types.Consumer) => ({
  id,
  producerId,
  kind,
  rtpParameters,
});
const transportOf = ({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport) => ({
  id,
  iceParameters,
  iceCandidates,
  dtlsParameters,
});

async function consume(peer: Peer, producer: types.Producer) {
  if (!peer.receive || !peer.rtpCapabilities) throw new Error('not joined');
  const consumer = await peer.receive.consume({
    producerId: producer.id,
    rtpCapabilities: peer.rtpCapabilities,
    paused: true,
  });
  peer.consumers.set(consumer.id, consumer);
  return optionsOf(consumer);
}

/** Requests of the pages to the SFU. */
export const SFU_REQUESTS: ReadonlySet<string> = new Set([
  'capabilities',
  'join',
  'connect',
  'produce',
  'resume',
  'leave',
]);

/** Address at which pages reach the SFU, if there is a relay in front of it. */
export interface SfuAddress {
  readonly port: number;
  readonly announcedAddress: string;
}

/** The minimal SFU for a conference: one worker, one router, no roles, no checks. */
export async function sfuHandlers(address?: SfuAddress): Promise<(send: Send) => Handlers> {
  const worker = await createWorker();
  const router = await worker.createRouter({ mediaCodecs: CODECS });
  const listenInfo = { protocol: 'udp', ip: '127.0.0.1', ...address } as const;
  const webRtcServer = address && (await worker.createWebRtcServer({ listenInfos: [listenInfo] }));
  const peers = new Set<Peer>();
  const openTransport = async (peer: Peer) => {
    const transport = await router.createWebRtcTransport({
      ...(webRtcServer ? { webRtcServer } : { listenInfos: [listenInfo] }),
      initialAvailableOutgoingBitrate: 1_000_000,
    });
    peer.transports.set(transport.id, transport);
    return transport;
  };
  const leave = (peer: Peer) => {
    peers.delete(peer);
    for (const transport of peer.transports.values()) transport.close();
    for (const other of peers) other.send('left');
  };

  return (send) => {
    const peer: Peer = {
      send,
      producers: [],
      transports: new Map(),
      consumers: new Map(),
      receive: undefined,
      rtpCapabilities: undefined,
    };
    const requests: Record<string, (data: never) => unknown> = {
      capabilities: () => router.rtpCapabilities,
      async join({ rtpCapabilities }: { rtpCapabilities: types.RtpCapabilities }) {
        const [receive, sendTransport] = await Promise.all([openTransport(peer), openTransport(peer)]);
        peer.receive = receive;
        peer.rtpCapabilities = rtpCapabilities;
        const producers = [...peers].flatMap((other) => other.producers);
        const consumers = await Promise.all(producers.map((producer) => consume(peer, producer)));
        peers.add(peer);
        return { send: transportOf(sendTransport), receive: transportOf(receive), consumers };
      },
      connect: ({ id, dtlsParameters }: { id: string; dtlsParameters: types.DtlsParameters }) =>
        peer.transports.get(id)?.connect({ dtlsParameters }),
      async produce({ id, ...options }: types.ProducerOptions & { id: string }) {
        const producer = await peer.transports.get(id)?.produce(options);
        if (!producer) throw new Error('no transport');
        peer.producers.push(producer);
        for (const other of peers) {
          // A page that leaves meanwhile does not need it.
          const consumer = other !== peer && (await consume(other, producer).catch(() => undefined));
          if (consumer) other.send('consumers', [consumer]);
        }
        return { id: producer.id };
      },
      resume: ({ ids }: { ids: string[] }) => Promise.all(ids.map((id) => peer.consumers.get(id)?.resume())),
      leave: () => leave(peer),
    };
    return { handle: (name, data) => requests[name]?.(data), close: () => leave(peer) };
  };
}
