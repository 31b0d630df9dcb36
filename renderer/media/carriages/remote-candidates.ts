import type { IceCandidate } from '../../../protocol/media.ts';

/** No description has more candidates than this. The oldest are dropped first. */
const MAX_WAITING = 200;

/**
 * Candidates of the other side. Each waits for its description: signaling may deliver it before an answer, or before
 * the offer of an ICE restart, whose candidates have their own user fragment (RFC 8838 §9, RFC 8839 §5.4).
 */
export class RemoteCandidates {
  readonly #connection: RTCPeerConnection;
  /** `null` is the end of candidates. */
  #waiting: (IceCandidate | null)[] = [];

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** Adds a candidate now, or when its description is here. */
  add(candidate: IceCandidate | null): void {
    if (this.#isEarly(candidate)) {
      this.#waiting.push(candidate);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      return;
    }
    // One bad candidate is no reason to end a call that may connect through others (RFC 8838 §9).
    this.#connection.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  }

  /** Adds the candidates that waited for this description, in their order. */
  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const candidate of waiting) this.add(candidate);
  }

  #isEarly(candidate: IceCandidate | null): boolean {
    const sdp = this.#connection.remoteDescription?.sdp;
    if (sdp === undefined) return true;
    if (candidate === null) return this.#waiting.length > 0;
    const { usernameFragment } = candidate;
    if (!usernameFragment) return false;
    return !sdp.split(/\r?\n/).includes(`a=ice-ufrag:${usernameFragment}`);
  }
}
