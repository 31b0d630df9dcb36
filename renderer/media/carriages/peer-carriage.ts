import { type Signal, signal } from '@preact/signals';
import { ParleyError } from '../../../protocol/errors.ts';
import type { SessionId } from '../../../protocol/ids.ts';
import { type IceCandidate, kindOf, type Source } from '../../../protocol/media.ts';
import type { Carriage, TellFact } from '../media-ports.ts';
import type { Publication } from '../publications.ts';
import type { RemoteTracks } from '../remote-tracks.ts';
import { PEER_SCREEN_ENCODING } from './encodings.ts';
import { LineSender } from './line-sender.ts';
import { checkLines, type PeerLines } from './peer-lines.ts';
import { RemoteCandidates } from './remote-candidates.ts';

/** What a {@link PeerCarriage} needs. */
export interface PeerCarriageOptions {
  readonly sessionId: SessionId;
  readonly lines: PeerLines;
  readonly publication: Publication;
  readonly connection: RTCPeerConnection;
  readonly remoteTracks: RemoteTracks;
  readonly tell: TellFact;
}

/**
 * Our end of a peer-to-peer session. All its m-lines exist from the start, so that a source that opens later is added
 * with `replaceTrack`, and hold needs no offer either (W3C webrtc §5.4.1). Only new paths are negotiated.
 */
export class PeerCarriage implements Carriage {
  readonly #options: PeerCarriageOptions;
  readonly #candidates: RemoteCandidates;
  readonly #senders: LineSender[] = [];
  readonly #held: Signal<boolean> = signal(false);
  /** Exchanges of descriptions run one after the other. */
  #exchange: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: PeerCarriageOptions) {
    this.#options = options;
    this.#candidates = new RemoteCandidates(options.connection);
    this.#listen();
  }

  /** Makes the offer. @throws ParleyError MEDIA_FAILED */
  offer(): Promise<string> {
    return this.#exclusively('MEDIA_FAILED', async () => {
      const { connection, lines } = this.#options;
      const streams = [new MediaStream()];
      for (const source of lines.sources) {
        const transceiver = connection.addTransceiver(kindOf(source), {
          direction: lines.offered,
          streams,
          ...(source === 'screen' && { sendEncodings: [PEER_SCREEN_ENCODING] }),
        });
        this.#send(source, transceiver.sender);
      }
      await connection.setLocalDescription();
      return this.#localSdp();
    });
  }

  /** Answers their offer without waiting for our devices. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  answer(offer: string): Promise<string> {
    return this.#exclusively('MEDIA_NOT_NEGOTIABLE', async () => {
      const { connection, lines } = this.#options;
      await this.#takeOffer(offer);
      // One stream for all tracks, because Chromium synchronizes sound and picture within a stream.
      const stream = new MediaStream();
      connection.getTransceivers().forEach((transceiver, line) => {
        const source = lines.sources[line];
        transceiver.direction = lines.answered;
        if (!source || lines.answered === 'recvonly') return;
        transceiver.sender.setStreams(stream);
        this.#send(source, transceiver.sender);
      });
      await connection.setLocalDescription();
      return this.#localSdp();
    });
  }

  /** @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  applyAnswer(answer: string): Promise<void> {
    return this.#exclusively('MEDIA_NOT_NEGOTIABLE', async () => {
      const { connection, lines } = this.#options;
      // The same offer was answered twice, or was rolled back for a crossing offer of the other side.
      if (connection.remoteDescription && connection.signalingState === 'stable') return;
      checkLines(answer, lines);
      await connection.setRemoteDescription({ type: 'answer', sdp: answer });
      this.#candidates.flush();
    });
  }

  /** Looks for a new path, and makes the offer for it (W3C webrtc §4.4.2 `restartIce`). @throws ParleyError MEDIA_FAILED */
  restart(): Promise<string> {
    return this.#exclusively('MEDIA_FAILED', async () => {
      const { connection } = this.#options;
      // A pending offer is enough: its candidates continue to arrive, and its answer is on its way.
      if (connection.signalingState !== 'have-local-offer') {
        connection.restartIce();
        await connection.setLocalDescription();
      }
      return this.#localSdp();
    });
  }

  /** Answers a later offer; a crossing offer of ours is rolled back. @throws ParleyError MEDIA_NOT_NEGOTIABLE */
  reanswer(offer: string): Promise<string> {
    return this.#exclusively('MEDIA_NOT_NEGOTIABLE', async () => {
      await this.#takeOffer(offer);
      await this.#options.connection.setLocalDescription();
      return this.#localSdp();
    });
  }

  /** Adds a candidate of the other side. It is kept until its description is here. */
  addCandidate(candidate: IceCandidate | null): void {
    if (!this.#closed) this.#candidates.add(candidate);
  }

  /** While held, nothing is sent, and the other side is not heard or shown (SPEC INV-10). Resolves when this is so. */
  async hold(held: boolean): Promise<void> {
    this.#held.value = held;
    const { connection, remoteTracks } = this.#options;
    for (const { receiver } of connection.getTransceivers())
      remoteTracks.silence(receiver.track, 'held', held);
    await Promise.all(this.#senders.map((sender) => sender.settled()));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const sender of this.#senders) sender.close();
    this.#options.remoteTracks.removeCarriage(this.#options.sessionId);
    this.#options.connection.close();
  }

  #listen(): void {
    const { connection, sessionId, lines, remoteTracks, tell } = this.#options;
    connection.onicecandidate = ({ candidate }) => {
      if (!this.#closed) tell('peer-candidate', { sessionId, candidate: candidate && wireOf(candidate) });
    };
    connection.onconnectionstatechange = () => {
      const state = connection.connectionState;
      if (this.#closed || state === 'new') return;
      tell('carriage-state', { carriageId: sessionId, state });
    };
    connection.ontrack = ({ track, transceiver }) => {
      const source = lines.sources[connection.getTransceivers().indexOf(transceiver)];
      if (this.#closed || !source) return;
      remoteTracks.silence(track, 'held', this.#held.value);
      remoteTracks.add([{ carriageId: sessionId, owner: 'peer', source, track }]);
    };
  }

  #send(source: Source, sender: RTCRtpSender): void {
    if (this.#closed) return;
    const state = this.#options.publication.read(source);
    this.#senders.push(new LineSender(sender, () => (this.#held.value ? null : state.value.track)));
  }

  async #takeOffer(offer: string): Promise<void> {
    const { connection, lines } = this.#options;
    checkLines(offer, lines);
    await connection.setRemoteDescription({ type: 'offer', sdp: offer });
    this.#candidates.flush();
  }

  #localSdp(): string {
    const sdp = this.#options.connection.localDescription?.sdp;
    if (!sdp) throw new ParleyError('MEDIA_FAILED', 'no local description');
    return sdp;
  }

  #exclusively<T>(code: 'MEDIA_FAILED' | 'MEDIA_NOT_NEGOTIABLE', work: () => Promise<T>): Promise<T> {
    const exchange = this.#exchange.then(work).catch((thrown) => {
      throw ParleyError.from(thrown, code);
    });
    this.#exchange = exchange.catch(() => undefined);
    return exchange;
  }
}

function wireOf(candidate: RTCIceCandidate): IceCandidate {
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment };
}
