/** Reference for a call: only two bare RTCPeerConnections with trickle ICE. */
import { button, openChannel, openDevices, show, showOwn } from './channel.ts';
import { barePeer } from './peer-connection.ts';

const channel = await openChannel();
const peer = barePeer(channel, show);
let stream: MediaStream | undefined;

channel.on('bye', () => end());

function end(): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  peer.close();
  document.body.dataset.state = 'ended';
}

button('call', async () => {
  stream = await openDevices();
  showOwn(stream);
  await peer.call(stream);
});
button('accept', async () => {
  stream = await openDevices();
  showOwn(stream);
  await peer.accept(stream);
});
button('hang-up', async () => {
  end();
  channel.send('bye');
});
document.body.dataset.state = 'ready';
