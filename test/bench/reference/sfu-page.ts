/** Reference for a conference: a bare mediasoup-client page, both transports in one message, one resume. */
import { Device, type types } from 'mediasoup-client';
import { button, openChannel, openDevices, show, showOwn } from './channel.ts';

interface Joined {
  send: types.TransportOptions;
  receive: types.TransportOptions;
  consumers: types.ConsumerOptions[];
}

const channel = await openChannel();
const device = new Device();
await device.load({ routerRtpCapabilities: await channel.request('capabilities') });
let stream: MediaStream | undefined;
let transports: types.Transport[] = [];

function open(transport: types.Transport): types.Transport {
  transports.push(transport);
  transport.on('connect', ({ dtlsParameters }, done) => {
    void channel.request('connect', { id: transport.id, dtlsParameters }).then(done);
  });
  transport.on('produce', ({ kind, rtpParameters }, done) => {
    void channel.request<{ id: string }>('produce', { id: transport.id, kind, rtpParameters }).then(done);
  });
  return transport;
}

async function consume(receive: types.Transport, options: types.ConsumerOptions[]): Promise<void> {
  const consumers = await Promise.all(options.map((option) => receive.consume(option)));
  for (const consumer of consumers) show(consumer.track);
  await channel.request('resume', { ids: consumers.map(({ id }) => id) });
}

async function produce(send: types.Transport, media: MediaStream): Promise<void> {
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
}

button('join', async () => {
  const devices = openDevices();
  const later: types.ConsumerOptions[] = [];
  channel.on('consumers', (more: types.ConsumerOptions[]) => later.push(...more));
  const joined = await channel.request<Joined>('join', { rtpCapabilities: device.rtpCapabilities });
  const receive = open(device.createRecvTransport(joined.receive));
  const send = open(device.createSendTransport(joined.send));
  channel.on('consumers', (more: types.ConsumerOptions[]) => void consume(receive, more));
  const receiving = consume(receive, [...joined.consumers, ...later]);
  stream = await devices;
  showOwn(stream);
  await Promise.all([receiving, produce(send, stream)]);
  document.body.dataset.state = 'joined';
});
button('leave', async () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  for (const transport of transports) transport.close();
  transports = [];
  channel.send('leave');
  document.body.dataset.state = 'left';
});
channel.on('left', () => {
  document.body.dataset.others = 'left';
});
document.body.dataset.state = 'ready';
