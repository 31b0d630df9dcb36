import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import type { Reply } from '../../protocol/signaling/envelope.ts';
import type { Address } from '../../protocol/text/addresses.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { PersonLimits } from './limits/person-limits.ts';
import { TokenBucket } from './limits/token-bucket.ts';
import { HEADER_BYTES, type Packet, packetOf } from './packets.ts';

/** Longest message, and maximum bytes in total, before the sign-in, on the wire. A token has at most 4,096 characters. */
const MAX_BYTES_BEFORE_SIGN_IN = 16 * 1024;
/** How long a client may take to send its sign-in, and then to register, in milliseconds. */
const STEP_MS = 8_000;
/** How many refusals one connection may cause before it is closed. */
const REFUSALS = { burst: 100, perSecond: 1 };
/** Heartbeats of Engine.IO: one every few seconds. */
const HEARTBEATS = { burst: 20, perSecond: 2 };

/** Why the gate closes a connection. */
export type GateClosing =
  | 'no sign-in in time'
  | 'not registered in time'
  | 'not a sign-in'
  | 'too many bytes'
  | 'too many refusals'
  | 'too many connections of this person'
  | 'unread';

export interface GateOptions {
  limits: PersonLimits;
  clock: Clock;
  /** Sends an acknowledgement. */
  answer: (ackId: string, reply: Reply) => void;
  refused: (code: ErrorCode) => void;
  /** Called when the connection has signed in. */
  opened: () => void;
  /** Closes the connection immediately. Called once. */
  close: (reason: GateClosing) => void;
}

/**
 * Filters and counts the messages of one connection before they are decoded.
 *
 *     arrived ──CONNECT──► knocking ──open()──► open ──registered()──► (no time limit)
 *        └───── anything else, or too slow ─────┴─► closed
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #refusals: TokenBucket;
  readonly #heartbeats: TokenBucket;
  #state: 'arrived' | 'knocking' | 'open' | 'closed' = 'arrived';
  #address: Address | undefined;
  #bytes = 0;
  /** Lengths of the requests that were let through and are being decoded, in order. */
  readonly #requestBytes: number[] = [];
  #stopTimer: CancelTimer;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#refusals = new TokenBucket(REFUSALS, options.clock);
    this.#heartbeats = new TokenBucket(HEARTBEATS, options.clock);
    this.#stopTimer = options.clock.after(STEP_MS, () => this.close('no sign-in in time'));
  }

  /** Counts received bytes of any kind. */
  count(bytes: number): void {
    this.#bytes += bytes;
    const enough =
      this.#address === undefined
        ? this.#bytes <= MAX_BYTES_BEFORE_SIGN_IN
        : this.#options.limits.bytes.take(this.#address, bytes);
    if (!enough) this.close('too many bytes');
  }

  /** Whether a message may be decoded. Refuses it otherwise. */
  letThrough(data: Buffer, isBinary: boolean): boolean {
    if (this.#state === 'closed') return false;
    const packet: Packet = isBinary
      ? { kind: 'refused', ackId: '' }
      : packetOf(data.toString('latin1', 0, HEADER_BYTES));
    if (packet.kind === 'heartbeat') return this.#heartbeats.take() || this.#refuse('RATE_LIMITED', '');
    if (this.#state === 'open') return this.#letThroughOpen(packet, data.length);
    if (this.#state === 'arrived' && packet.kind === 'connect' && data.length <= MAX_BYTES_BEFORE_SIGN_IN) {
      // From here on the client waits for the server.
      this.#stopTimer();
      this.#state = 'knocking';
      return true;
    }
    this.close('not a sign-in');
    return false;
  }

  /** The sign-in was accepted. False if this person has too many connections; then this one is closed. */
  open(address: Address): boolean {
    if (this.#state !== 'knocking') return false;
    if (!this.#options.limits.begin(address)) {
      this.close('too many connections of this person');
      return false;
    }
    this.#state = 'open';
    this.#address = address;
    this.#stopTimer = this.#options.clock.after(STEP_MS, () => this.close('not registered in time'));
    this.#options.opened();
    return true;
  }

  /** Length of the next request that was let through, as JSON on the wire. Called once for each. */
  takeRequestBytes(): number {
    return this.#requestBytes.shift() ?? Number.POSITIVE_INFINITY;
  }

  /** The connection has registered and has no more time limit. */
  registered(): void {
    this.#stopTimer();
  }

  /** A message of this connection was refused later, for its form. */
  countRefusal(): void {
    if (!this.#refusals.take()) this.close('too many refusals');
  }

  /** @param reason undefined if the connection is gone already. Idempotent. */
  close(reason?: GateClosing): void {
    if (this.#state === 'closed') return;
    if (this.#address !== undefined) this.#options.limits.end(this.#address);
    this.#state = 'closed';
    this.#stopTimer();
    if (reason !== undefined) this.#options.close(reason);
  }

  #letThroughOpen(packet: Packet, bytes: number): boolean {
    if (packet.kind === 'disconnect') return true;
    if (packet.kind === 'connect') {
      this.close('not a sign-in');
      return false;
    }
    if (packet.kind !== 'request') {
      return this.#refuse('PROTOCOL_MALFORMED', packet.kind === 'refused' ? packet.ackId : '');
    }
    const { requests } = this.#options.limits;
    if (!requests.take(this.#address as Address)) return this.#refuse('RATE_LIMITED', packet.ackId);
    // Without the header, and the bracket that ends the list of arguments.
    this.#requestBytes.push(bytes - packet.headerBytes - 1);
    return true;
  }

  #refuse(code: 'RATE_LIMITED' | 'PROTOCOL_MALFORMED', ackId: string): false {
    this.#options.refused(code);
    this.countRefusal();
    if (ackId !== '' && this.#state !== 'closed') {
      const words = code === 'RATE_LIMITED' ? 'too many requests' : 'not a request';
      this.#options.answer(ackId, { ok: false, error: new ParleyError(code, words).toWire() });
    }
    return false;
  }
}
