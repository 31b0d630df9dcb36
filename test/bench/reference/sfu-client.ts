import { Device, type types } from 'mediasoup-client';
import type { Channel } from './channel.ts';

interface Joined {
  send: types.TransportOptions;
  receive: types.TransportOptions;
  consumers: types.ConsumerOptions[];
}

/** The minimal client that joins and leaves a conference. */
export interface BareSfuClient {
  /** Starts receiving, and sends the devices that open meanwhile. */
  join(opening: Promise<MediaStream>): Promise<void>;
  leave(): void;
}

/** Loads mediasoup-client for the SFU behind this channel. */
export async function bareSfuClient(
  channel: Channel,
  onTrack: (track: MediaStreamTrack) => void,
): Promise<BareSfuClient> {
  const device = new Device();
  await device.load({ routerRtpCapabilities: await channel.request('capabilities') });
  let transports: types.Transport[] = [];

  const open = (transport: types.Transport): types.Transport => {
    transports.push(transport);
    transport.on('connect', ({ dtlsParameters }, done) => {
      void channel.request('connect', { id: transport.id, dtlsParameters }).then(done);
    });
    transport.on('produce', ({ kind, rtpParameters }, done) => {
      void channel.request<{ id: string }>('produce', { id: transport.id, kind, rtpParameters }).then(done);
    });
    return transport;
  };
  const consume = async (receive: types.Transport, options: types.ConsumerOptions[]): Promise<void> => {
    const consumers = await Promise.all(options.map((option) => receive.consume(option)));
    for (const consumer of consumers) onTrack(consumer.track);
    await channel.request('resume', { ids: consumers.map(({ id }) => id) });
  };
  const produce = async (send: types.Transport, media: MediaStream): Promise<void> => {
    const encodings = [4, 2, 1].map((scaleResolutionDownBy, index) => ({
      scaleResolutionDownBy,
      maxBitrate: [150_000, 500_000, 1_500_000][index] ?? 0,
    }));
    const [audio] = media.getAudioTracks();
    const [video] = media.getVideoTracks();
    await Promise.all([
      audio && send.produce({ track: audio }),
      video && send.produce({ track: video, encodings }),
    ]);
  };

  return {
    async join(opening) {
      const later: types.ConsumerOptions[] = [];
      channel.on('consumers', (more: types.ConsumerOptions[]) => later.push(...more));
      const joined = await channel.request<Joined>('join', { rtpCapabilities: device.rtpCapabilities });
      const receive = open(device.createRecvTransport(joined.receive));
      const send = open(device.createSendTransport(joined.send));
      channel.on('consumers', (more: types.ConsumerOptions[]) => void consume(receive, more));
      const receiving = consume(receive, [...joined.consumers, ...later]);
      await Promise.all([receiving, opening.then((media) => produce(send, media))]);
    },
    leave() {
      for (const transport of transports) transport.close();
      transports = [];
      channel.send('leave');
    },
  };
}
