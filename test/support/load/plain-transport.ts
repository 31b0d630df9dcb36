import type { AppData, IceCandidate, PlainTransport, Router, WebRtcTransport } from 'mediasoup/types';

/**
 * Opens a transport for plain RTP with the interface of a WebRTC transport. Its only candidate has the address on which
 * it listens; it sends to the source of the first packet.
 */
export async function openDressedTransport<Data extends AppData>(
  router: Router,
): Promise<WebRtcTransport<Data>> {
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1' },
    rtcpMux: true,
    comedia: true,
  });
  return dressed(transport) as unknown as WebRtcTransport<Data>;
}

function dressed(transport: PlainTransport): PlainTransport {
  const { localIp, localPort } = transport.tuple;
  const candidate: IceCandidate = {
    foundation: 'plain',
    priority: 1,
    protocol: 'udp',
    type: 'host',
    address: localIp,
    ip: localIp,
    port: localPort,
  };
  return Object.defineProperties(transport, {
    iceParameters: { value: { usernameFragment: 'plain', password: 'plain', iceLite: true } },
    iceCandidates: { value: [candidate] },
    dtlsParameters: {
      value: { fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('00').join(':') }] },
    },
    dtlsState: { value: 'connected' },
    connect: { value: async () => {} },
  });
}
