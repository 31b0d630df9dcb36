/** A peer connection that only records what it is told, with as many transceivers as are added. */
export class FakeConnection {
  connectionState: RTCPeerConnectionState = 'new';
  localDescription: { sdp: string } | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  readonly candidates: (RTCIceCandidateInit | undefined)[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: object; transceiver: FakeTransceiver }) => void) | null = null;
  closed = false;

  addTransceiver(kind: string, { direction }: { direction: string }): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind, direction);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  async setLocalDescription(): Promise<void> {
    this.localDescription = { sdp: `local of ${this.transceivers.map(({ kind }) => kind).join('+')}` };
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.sdp === 'nonsense') throw new DOMException('cannot parse', 'OperationError');
    this.remoteDescription = description;
    if (description.type !== 'offer') return;
    for (const kind of ['audio', 'video']) this.transceivers.push(new FakeTransceiver(kind, 'recvonly'));
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
  readonly sender = {
    track: null as MediaStreamTrack | null,
    async replaceTrack(track: MediaStreamTrack | null) {
      this.track = track;
    },
    setStreams() {},
  };

  constructor(kind: string, direction: string) {
    this.kind = kind;
    this.direction = direction;
  }
}
