/** Records what is done to a peer connection. It has as many transceivers as are added. */
export class FakeConnection {
  connectionState: RTCPeerConnectionState = 'new';
  signalingState: RTCSignalingState = 'stable';
  /** Number of ICE restarts. */
  restarts = 0;
  localDescription: { sdp: string } | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  readonly candidates: (RTCIceCandidateInit | undefined)[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: object; transceiver: FakeTransceiver }) => void) | null = null;
  closed = false;

  addTransceiver(kind: string, init: RTCRtpTransceiverInit): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, init.direction ?? 'sendrecv');
    transceiver.encodings = init.sendEncodings ?? [];
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  async setLocalDescription(): Promise<void> {
    const isAnswer = this.signalingState === 'have-remote-offer';
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    const lines = this.transceivers.map(({ kind }) => `m=${kind} 9`);
    const ufrag = `a=ice-ufrag:local${this.restarts}`;
    this.localDescription = { sdp: [isAnswer ? 's=answer' : 's=offer', ufrag, ...lines].join('\r\n') };
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.sdp?.startsWith('nonsense')) throw new DOMException('cannot parse', 'OperationError');
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') {
      throw new DOMException('no offer to answer', 'InvalidStateError');
    }
    this.remoteDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
    const kinds = [...(description.sdp ?? '').matchAll(/^m=(\S+)/gm)].map(([, kind]) => kind ?? '');
    for (const kind of kinds.slice(this.transceivers.length)) {
      this.transceivers.push(new FakeTransceiver(kind, 'recvonly'));
    }
  }

  restartIce(): void {
    this.restarts += 1;
  }

  async addIceCandidate(candidate?: RTCIceCandidateInit): Promise<void> {
    if (!this.remoteDescription) throw new DOMException('no remote description', 'InvalidStateError');
    this.candidates.push(candidate);
  }

  close(): void {
    this.closed = true;
  }
}

/** One m-line of a {@link FakeConnection}. */
export class FakeTransceiver {
  readonly kind: string;
  direction: string;
  encodings: RTCRtpEncodingParameters[] = [];
  readonly receiver = { track: { enabled: true } };
  readonly sender = {
    track: null as MediaStreamTrack | null,
    /** As in browsers, `track` changes asynchronously. */
    async replaceTrack(track: MediaStreamTrack | null) {
      await Promise.resolve();
      this.track = track;
    },
    setStreams() {},
  };

  constructor(kind: string, direction: string) {
    this.kind = kind;
    this.direction = direction;
  }
}
