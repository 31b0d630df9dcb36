/** Reference for a call: two bare RTCPeerConnections, trickle ICE, nothing else. */
import { button, openChannel, openDevices, show, showOwn } from './channel.ts';

const channel = await openChannel();
let connection: RTCPeerConnection | undefined;
let stream: MediaStream | undefined;
let offer: RTCSessionDescriptionInit | undefined;
const early: RTCIceCandidateInit[] = [];

function connect(tracks: MediaStream): RTCPeerConnection {
  const made = new RTCPeerConnection();
  made.onicecandidate = ({ candidate }) => candidate && channel.send('candidate', candidate);
  made.ontrack = ({ track }) => show(track);
  for (const track of tracks.getTracks()) made.addTrack(track, tracks);
  connection = made;
  return made;
}

channel.on('offer', (received: RTCSessionDescriptionInit) => {
  offer = received;
  document.body.dataset.state = 'ringing';
});
channel.on('answer', (answer: RTCSessionDescriptionInit) => void connection?.setRemoteDescription(answer));
channel.on('candidate', (candidate: RTCIceCandidateInit) => {
  if (connection?.remoteDescription) void connection.addIceCandidate(candidate);
  else early.push(candidate);
});
channel.on('bye', () => end());

function end(): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  connection?.close();
  connection = undefined;
  document.body.dataset.state = 'ended';
}

button('call', async () => {
  stream = await openDevices();
  showOwn(stream);
  const made = connect(stream);
  await made.setLocalDescription();
  channel.send('offer', made.localDescription);
});
button('accept', async () => {
  stream = await openDevices();
  showOwn(stream);
  const made = connect(stream);
  if (offer) await made.setRemoteDescription(offer);
  await made.setLocalDescription();
  channel.send('answer', made.localDescription);
  for (const candidate of early.splice(0)) void made.addIceCandidate(candidate);
});
button('hang-up', async () => {
  end();
  channel.send('bye');
});
document.body.dataset.state = 'ready';
