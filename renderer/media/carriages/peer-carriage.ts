import { effect } from '@preact/signals';
import { ParleyError } from '../../../protocol/errors.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import { type IceCandidate, kindOf, type Source } from '../../../protocol/media.ts';
import type { Lease } from '../lease.ts';
import type { Carriage, TellFact } from '../media-ports.ts';
import type { RemoteTracks } from '../remote-tracks.ts';

/** Sources in the order of their m-lines: both sides know a track by its place. */
const LINES: readonly Source[] = ['microphone', 'camera'];

/** What a {@link PeerCarriage} is made of. */
export interface PeerCarriageOptions {
  readonly sessionId: SessionId;
  readonly lease: Lease;
  readonly connection: RTCPeerConnection;
  readonly remoteTracks: RemoteTracks;
  readonly tell: TellFact;
}

/**
 * Our end of a peer-to-peer session. Both m-lines are sendrecv from the start, so that a source that opens later
 * joins through `replaceTrack` and nothing is ever renegotiated (W3C webrtc §5.4.1).
 */
export class PeerCarriage implements Carriage {
  readonly #options: PeerCarriageOptions;
  readonly #stops: (() => void)[] = [];
  /** Candidates that came before the remote description; `null` says that there are no more. */
  #early: (IceCandidate | null)[] | undefined = [];
  #closed = false;

  constructor(options: PeerCarriageOptions) {
    this.#options = options;
    this.#listen();
  }

  /** Makes the offer. @throws ParleyError MEDIA_FAILED */
  offer(): Promise<string> {
    return this.#guarded('MEDIA_FAILED', async () => {
      const { connection } = this.#options;
      const stream = new MediaStream();
      for (const source of LINES) {
        connection.addTransceiver(kindOf(source), { direction: 'sendrecv', streams: [stream] });
      }
      this.#sendSources();
      await connection.setLocalDescription();
      return this.#localSdp();
    });
  }

  /** Answers their offer without waiting for our devices. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  answer(offer: string): Promise<string> {
    return this.#guarded('MEDIA_NOT_NEGOTIABLE', async () => {
      const { connection } = this.#options;
      await connection.setRemoteDescription({ type: 'offer', sdp: offer });
      // One stream for both, since Chromium keeps sound and picture together per stream.
      const stream = new MediaStream();
      for (const transceiver of connection.getTransceivers()) {
        transceiver.direction = 'sendrecv';
        transceiver.sender.setStreams(stream);
      }
      this.#flushCandidates();
      this.#sendSources();
      await connection.setLocalDescription();
      return this.#localSdp();
    });
  }

  /** @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  applyAnswer(answer: string): Promise<void> {
    return this.#guarded('MEDIA_NOT_NEGOTIABLE', async () => {
      await this.#options.connection.setRemoteDescription({ type: 'answer', sdp: answer });
      this.#flushCandidates();
    });
  }

  /** A candidate of theirs; kept until their description is here. */
  addCandidate(candidate: IceCandidate | null): void {
    if (this.#early) this.#early.push(candidate);
    else this.#apply(candidate);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#options.remoteTracks.removeCarriage(this.#options.sessionId);
    this.#options.connection.close();
  }

  #listen(): void {
    const { connection, sessionId, tell } = this.#options;
    connection.onicecandidate = ({ candidate }) => {
      if (!this.#closed) tell('peer-candidate', { sessionId, candidate: candidate && wireOf(candidate) });
    };
    connection.onconnectionstatechange = () => {
      const state = connection.connectionState;
      if (this.#closed || state === 'new') return;
      tell('carriage-state', { carriageId: sessionId, state });
    };
    connection.ontrack = ({ track, transceiver }) => {
      const source = LINES[connection.getTransceivers().indexOf(transceiver)];
      if (this.#closed || !source) return;
      this.#options.remoteTracks.add([{ carriageId: sessionId, owner: 'peer', source, track }]);
    };
  }

  #sendSources(): void {
    const transceivers = this.#options.connection.getTransceivers();
    LINES.forEach((source, line) => {
      const sender = transceivers[line]?.sender;
      if (!sender) return;
      const state = this.#options.lease.source(source);
      this.#stops.push(
        effect(() => {
          const { track } = state.value;
          // It only fails when the connection was closed meanwhile, and then there is nothing to send to.
          if (sender.track !== track) sender.replaceTrack(track).catch(() => undefined);
        }),
      );
    });
  }

  #flushCandidates(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const candidate of early) this.#apply(candidate);
  }

  #apply(candidate: IceCandidate | null): void {
    // One bad candidate is no reason to end a call that others may carry (RFC 8838 §9).
    this.#options.connection.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  }

  #localSdp(): string {
    const sdp = this.#options.connection.localDescription?.sdp;
    if (!sdp) throw new ParleyError('MEDIA_FAILED', 'no local description');
    return sdp;
  }

  async #guarded<T>(code: 'MEDIA_FAILED' | 'MEDIA_NOT_NEGOTIABLE', work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw ParleyError.from(thrown, code);
    }
  }
}

function wireOf(candidate: RTCIceCandidate): IceCandidate {
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
