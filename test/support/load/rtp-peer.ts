import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpCapabilities, TransportParameters } from '../../../protocol/media.ts';
import { isPictureLossIndication, isRtcp, receiverReport } from './rtp-packets.ts';
import type { RtpStream } from './rtp-streams.ts';

const RECEIVE_BUFFER_BYTES = 2_000_000;
const REPORT_INTERVAL_MS = 1_000;

/** The router's capabilities that a peer supports: no retransmission and no bandwidth estimation. */
export function plainCapabilities({ codecs }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs
      .filter(({ mimeType }) => !mimeType.endsWith('/rtx'))
      .map((codec) => ({ ...codec, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] })),
  };
}

/** Packets received from one source of a sender. */
interface Received {
  packets: number;
  first: number;
  /** The highest sequence number, extended beyond 65,535. */
  last: number;
}

/** Numbers of packets received and expected. */
export interface Reception {
  packets: number;
  expected: number;
}

/** The media of one simulated participant: a UDP socket that sends its streams and counts received packets. */
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

  /** Sends receiver reports to this transport, which also tell it where to send to. */
  receiveFrom(transport: TransportParameters): void {
    const report = receiverReport(1);
    const send = () => this.#sendTo(transport, report);
    send();
    this.#timers.push(setInterval(send, REPORT_INTERVAL_MS));
  }

  /** Starts to send this stream. */
  send(stream: RtpStream, transport: TransportParameters): void {
    this.#streams.push(stream);
    this.#timers.push(setInterval(() => this.#sendTo(transport, stream.next()), stream.intervalMs));
  }

  /** Whether any packet of this SSRC has arrived. */
  hasReceived(ssrc: number): boolean {
    return this.#received.has(ssrc);
  }

  /** Packets received so far. Losses before the first or after the last received packet are not counted. */
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
    // Signed difference of two 16-bit numbers.
    const ahead = ((sequence - known.last) << 16) >> 16;
    if (ahead > 0) known.last += ahead;
  }
}
