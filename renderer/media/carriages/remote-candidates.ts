import type { IceCandidate } from '../../../protocol/media.ts';

/** More than this one description never has; what is older goes first. */
const MAX_WAITING = 200;

/**
 * Their candidates. Each waits for the description that it belongs to: signaling may carry it ahead of an answer, or
 * ahead of the offer of an ICE restart, whose candidates have a user fragment of their own (RFC 8838 §9, RFC 8839 §5.4).
 */
export class RemoteCandidates {
  readonly #connection: RTCPeerConnection;
  /** `null` says that there are no more. */
  #waiting: (IceCandidate | null)[] = [];

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** Takes one of theirs: now, or when its description is here. */
  add(candidate: IceCandidate | null): void {
    if (this.#isEarly(candidate)) {
      this.#waiting.push(candidate);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      return;
    }
    // One bad candidate is no reason to end a call that others may carry (RFC 8838 §9).
    this.#connection.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  }

  /** Their description is here: takes those that waited for it, in their order. */
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
