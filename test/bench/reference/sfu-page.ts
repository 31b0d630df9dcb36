/** Reference for a conference: a bare mediasoup-client page, both transports in one message, one resume. */
import { button, openChannel, openDevices, show, showOwn } from './channel.ts';
import { bareSfuClient } from './sfu-client.ts';

const channel = await openChannel();
const sfu = await bareSfuClient(channel, show);
let stream: MediaStream | undefined;

async function open(): Promise<MediaStream> {
  stream = await openDevices();
  showOwn(stream);
  return stream;
}

button('join', async () => {
  await sfu.join(open());
  document.body.dataset.state = 'joined';
});
button('mute', async () => {
  for (const track of stream?.getAudioTracks() ?? []) {
    track.enabled = !track.enabled;
    channel.send(track.enabled ? 'unmuted' : 'muted');
  }
});
button('leave', async () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  sfu.leave();
  document.body.dataset.state = 'left';
});
for (const name of ['muted', 'unmuted']) {
  channel.on(name, () => {
    document.body.dataset.others = name;
  });
}
channel.on('left', () => {
  document.body.dataset.others = 'left';
});
document.body.dataset.state = 'ready';
