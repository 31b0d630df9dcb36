import type { Channel } from './channel.ts';

/** One bare peer connection with trickle ICE. */
export interface BarePeer {
  call(stream: MediaStream): Promise<void>;
  accept(stream: MediaStream): Promise<void>;
  close(): void;
}

/** Makes and answers one call at a time with the other page on this channel. */
export function barePeer(channel: Channel, onTrack: (track: MediaStreamTrack) => void): BarePeer {
  let connection: RTCPeerConnection | undefined;
  let offer: RTCSessionDescriptionInit | undefined;
  const early: RTCIceCandidateInit[] = [];

  const connect = (tracks: MediaStream): RTCPeerConnection => {
    const made = new RTCPeerConnection();
    made.onicecandidate = ({ candidate }) => candidate && channel.send('candidate', candidate);
    made.ontrack = ({ track }) => onTrack(track);
    for (const track of tracks.getTracks()) made.addTrack(track, tracks);
    connection = made;
    return made;
  };
  channel.on('offer', (received: RTCSessionDescriptionInit) => {
    offer = received;
    document.body.dataset.state = 'ringing';
  });
  channel.on('answer', (answer: RTCSessionDescriptionInit) => void connection?.setRemoteDescription(answer));
  channel.on('candidate', (candidate: RTCIceCandidateInit) => {
    if (connection?.remoteDescription) void connection.addIceCandidate(candidate);
    else early.push(candidate);
  });
  return {
    async call(stream) {
      const made = connect(stream);
      await made.setLocalDescription();
      channel.send('offer', made.localDescription);
    },
    async accept(stream) {
      const made = connect(stream);
      if (offer) await made.setRemoteDescription(offer);
      await made.setLocalDescription();
      channel.send('answer', made.localDescription);
      for (const candidate of early.splice(0)) void made.addIceCandidate(candidate);
    },
    close() {
      connection?.close();
      connection = undefined;
    },
  };
}
