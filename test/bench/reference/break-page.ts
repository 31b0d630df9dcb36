/**
 * Reference for an escalation: break before make. Two bare pages end their peer connection and then join an SFU, with
 * their devices open all the time. Elements are named as the witness expects.
 */
import { button, openChannel, openDevices } from './channel.ts';
import { barePeer } from './peer-connection.ts';
import { bareSfuClient } from './sfu-client.ts';

const channel = await openChannel();
const call = view('call-view');
const tile = view('tile');
const name = document.createElement('span');
name.className = 'tile-name-words';
name.textContent = 'other';
tile.append(name);
const sfu = await bareSfuClient(channel, (track) => play(track, tile));
const peer = barePeer(channel, (track) => play(track, call));
let stream: MediaStream | undefined;

function view(testId: string): HTMLElement {
  const element = document.createElement('div');
  element.dataset.testid = testId;
  return element;
}

function play(track: MediaStreamTrack, where: HTMLElement): void {
  const element = document.createElement(track.kind as 'audio' | 'video');
  element.dataset.testid = `remote-${track.kind}`;
  element.autoplay = true;
  element.srcObject = new MediaStream([track]);
  where.append(element);
  if (!where.isConnected) document.body.append(where);
}

async function change(): Promise<void> {
  peer.close();
  call.remove();
  if (stream) await sfu.join(Promise.resolve(stream));
  document.body.dataset.state = 'joined';
}

button('call', async () => {
  stream = await openDevices();
  await peer.call(stream);
});
button('accept', async () => {
  stream = await openDevices();
  await peer.accept(stream);
});
channel.on('break', () => void change());
button('break', async () => {
  channel.send('break');
  await change();
});
document.body.dataset.state = 'ready';
