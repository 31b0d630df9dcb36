import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { serverProofText, tokenProofText } from '../../protocol/local/local-proof.ts';
import type { Clock } from '../clock.ts';

/** How long a challenge is valid, in milliseconds. A client answers it immediately. */
const CHALLENGE_MS = 30_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 6;

/**
 * The secret that this server and the programs of its user share. The server uses it to prove its identity, and issues
 * tokens only to programs that know it (SPEC SEC-1). Challenges contain their expiry and are signed instead of stored, so
 * that a flood of them costs no memory.
 */
export class LocalSecret {
  readonly #secret: Uint8Array;
  readonly #challengeKey = randomBytes(32);
  readonly #clock: Clock;

  /** @param secret 32 random bytes */
  constructor(secret: Uint8Array, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  /** Answers a client's nonce with the proof of this server's identity and a challenge for the client. */
  challenge(nonce: string): { challenge: string; proof: string } {
    const body = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
    body.writeUIntBE(this.#clock.nowMs() + CHALLENGE_MS, 0, TIME_BYTES);
    randomBytes(RANDOM_BYTES).copy(body, TIME_BYTES);
    const challenge = Buffer.concat([body, this.#seal(body)]).toString('base64url');
    return { challenge, proof: this.#sign(serverProofText({ nonce, challenge })) };
  }

  /** Whether a client that asks for a token for this name knows the secret. */
  proves(given: { challenge: string; displayName: string; proof: string }): boolean {
    return this.#isOurs(given.challenge) && same(given.proof, this.#sign(tokenProofText(given)));
  }

  #isOurs(challenge: string): boolean {
    const bytes = Buffer.from(challenge, 'base64url');
    const body = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
    if (body.length < TIME_BYTES + RANDOM_BYTES) return false;
    const seal = bytes.subarray(body.length).toString('base64url');
    return same(seal, this.#seal(body).toString('base64url')) && this.#isFresh(body);
  }

  #isFresh(body: Buffer): boolean {
    const leftMs = body.readUIntBE(0, TIME_BYTES) - this.#clock.nowMs();
    return leftMs > 0 && leftMs <= CHALLENGE_MS;
  }

  #seal(body: Buffer): Buffer {
    return createHmac('sha256', this.#challengeKey).update(body).digest();
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

/** Compares in constant time. */
function same(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
