import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpCapabilities, TransportParameters } from '../../../protocol/media.ts';
import { isPictureLossIndication, isRtcp, receiverReport } from './rtp-packets.ts';
import type { RtpStream } from './rtp-streams.ts';

const RECEIVE_BUFFER_BYTES = 2_000_000;
const REPORT_INTERVAL_MS = 1_000;

/** What a peer can receive of all that a router can route: no retransmission, and nothing estimates bandwidth. */
export function plainCapabilities({ codecs }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs
      .filter(({ mimeType }) => !mimeType.endsWith('/rtx'))
      .map((codec) => ({ ...codec, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] })),
  };
}

/** What came of one sender's source. */
interface Received {
  packets: number;
  first: number;
  /** The highest sequence number, counted on past 65,535. */
  last: number;
}

/** Packets that came, and those that should have. */
export interface Reception {
  packets: number;
  expected: number;
}

/** The media of one simulated participant: a UDP socket that sends its streams and counts what it gets. */
export class RtpPeer {
  readonly #socket: Socket;
  readonly #received = new Map<number, Received>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #streams: RtpStream[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => this.#receive(packet));
  }

  static async open(): Promise<RtpPeer> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpPeer(socket);
  }

  /** Lets this transport know where to send to, and goes on reporting, as every receiver does. */
  receiveFrom(transport: TransportParameters): void {
    const report = receiverReport(1);
    const send = () => this.#sendTo(transport, report);
    send();
    this.#timers.push(setInterval(send, REPORT_INTERVAL_MS));
  }

  /** Sends this stream from now on. */
  send(stream: RtpStream, transport: TransportParameters): void {
    this.#streams.push(stream);
    this.#timers.push(setInterval(() => this.#sendTo(transport, stream.next()), stream.intervalMs));
  }

  /** Whether anything of this SSRC has come. */
  hasReceived(ssrc: number): boolean {
    return this.#received.has(ssrc);
  }

  /** All that came until now. What was lost before the first packet or after the last one is not seen. */
  get reception(): Reception {
    const sum: Reception = { packets: 0, expected: 0 };
    for (const { packets, first, last } of this.#received.values()) {
      sum.packets += packets;
      sum.expected += last - first + 1;
    }
    return sum;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#socket.close();
  }

  #sendTo({ iceCandidates: [candidate] }: TransportParameters, packet: Buffer): void {
    if (candidate !== undefined) this.#socket.send(packet, candidate.port, candidate.ip);
  }

  #receive(packet: Buffer): void {
    if (isRtcp(packet)) {
      if (isPictureLossIndication(packet)) for (const stream of this.#streams) stream.wantKeyFrame();
      return;
    }
    const sequence = packet.readUInt16BE(2);
    const ssrc = packet.readUInt32BE(8);
    const known = this.#received.get(ssrc);
    if (known === undefined) {
      this.#received.set(ssrc, { packets: 1, first: sequence, last: sequence });
      return;
    }
    known.packets += 1;
    // The difference of 16-bit numbers, as a signed one.
    const ahead = ((sequence - known.last) << 16) >> 16;
    if (ahead > 0) known.last += ahead;
  }
}
