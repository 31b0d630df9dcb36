import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** How the relay impairs datagrams between pages and SFU. */
export interface Impairment {
  /** Delay added to a round trip, in milliseconds; half of it each way. */
  readonly roundTripMs: number;
  /** Share of datagrams that are lost each way, 0 to 1. */
  readonly loss: number;
  /** SSRCs of the streams that reach the SFU; all other streams of pages are lost. Undefined: all streams pass. */
  readonly onlyStreams?: ReadonlySet<number>;
}

export const UNIMPAIRED: Impairment = { roundTripMs: 0, loss: 0 };

/** Address of the relay: another loopback address, so that the SFU can keep its port. */
export const RELAY_ADDRESS = '127.0.0.2';
const SFU_ADDRESS = '127.0.0.1';

/** A slow and lossy relay in front of the SFU's port. It replaces netem on kernels without it. */
export interface ImpairedRelay {
  impair(impairment: Impairment): void;
  close(): Promise<void>;
}

function bound(port: number, address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, address);
  return once(socket, 'listening').then(() => socket);
}

/** The SSRC of an RTP packet; undefined for STUN, DTLS and RTCP (RFC 7983 §7, RFC 5761 §4). */
function ssrcOf(datagram: Buffer): number | undefined {
  const [first = 0, second = 0] = datagram;
  const isRtp = first >= 128 && first <= 191 && (second < 192 || second > 223);
  return isRtp ? datagram.readUInt32BE(8) : undefined;
}

/** Starts a relay for the UDP port of an SFU that announces {@link RELAY_ADDRESS}. */
export async function startImpairedRelay(port: number): Promise<ImpairedRelay> {
  let impairment = UNIMPAIRED;
  const front = await bound(port, RELAY_ADDRESS);
  /** One socket towards the SFU for each port of a page, to forward the SFU's datagrams back to that port. */
  const behind = new Map<number, Promise<Socket>>();

  const pass = (send: () => void) => {
    if (Math.random() < impairment.loss) return;
    if (impairment.roundTripMs === 0) send();
    else setTimeout(send, impairment.roundTripMs / 2);
  };
  const openFor = async (page: RemoteInfo) => {
    const socket = await bound(0, SFU_ADDRESS);
    socket.on('message', (datagram) => pass(() => front.send(datagram, page.port, page.address)));
    return socket;
  };
  front.on('message', (datagram, page) => {
    const ssrc = ssrcOf(datagram);
    if (ssrc !== undefined && impairment.onlyStreams?.has(ssrc) === false) return;
    const way = behind.get(page.port) ?? openFor(page);
    behind.set(page.port, way);
    pass(() => void way.then((socket) => socket.send(datagram, port, SFU_ADDRESS)));
  });

  return {
    impair(next) {
      impairment = next;
    },
    async close() {
      // Datagrams that are still delayed are dropped.
      impairment = { ...UNIMPAIRED, loss: 1 };
      for (const socket of [front, ...(await Promise.all(behind.values()))]) socket.close();
    },
  };
}
