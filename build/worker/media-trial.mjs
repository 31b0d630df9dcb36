import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isBindingSuccess, isStun, nominatingRequest } from './stun-binding.mjs';

const trialTimeoutMs = 10_000;
const packetEveryMs = 20;
const loopback = '127.0.0.1';
const opus = {
  kind: 'audio',
  mimeType: 'audio/opus',
  preferredPayloadType: 100,
  clockRate: 48_000,
  channels: 2,
};
const ssrc = 0x70617231;

/**
 * Tests a mediasoup-worker with real media: two of its transports do ICE and a DTLS handshake with each other through a
 * small relay, and one encrypted RTP packet is sent from one to the other. A worker may start and create transports but
 * crash in its first DTLS flight or corrupt SRTP. This test detects both in well under a second.
 * @param {string} workerBin path of the binary
 * @param {{timeoutMs?: number}} [options]
 * @returns {Promise<{ok: true, ms: number} | {ok: false, reason: string}>}
 */
export async function tryMedia(workerBin, { timeoutMs = trialTimeoutMs } = {}) {
  const startedAt = performance.now();
  const closers = [];
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(), timeoutMs);
  try {
    await Promise.race([
      once(overdue.signal, 'abort').then(() => fail(`no media after ${timeoutMs / 1000} s`)),
      sendOnePacket(workerBin, closers),
    ]);
    return { ok: true, ms: Math.round(performance.now() - startedAt) };
  } catch (error) {
    return { ok: false, reason: error.message };
  } finally {
    clearTimeout(timer);
    for (const close of closers.reverse()) close();
  }
}

async function sendOnePacket(workerBin, closers) {
  const { createWorker } = await import('mediasoup');
  const worker = await createWorker({ workerBin, logLevel: 'none' });
  closers.push(() => worker.close());
  const died = once(worker, 'died').then(([error]) => fail(`the worker died (${error.message})`));
  await Promise.race([died, connectAndSend(worker, closers)]);
}

async function connectAndSend(worker, closers) {
  const router = await worker.createRouter({ mediaCodecs: [opus] });
  const listenInfos = [{ protocol: 'udp', ip: loopback }];
  const [sender, receiver] = await Promise.all([
    router.createWebRtcTransport({ listenInfos }),
    router.createWebRtcTransport({ listenInfos }),
  ]);
  await joinByRelay(sender, receiver, closers);
  const connected = [sender, receiver].map(untilDtlsConnected);
  await sender.connect({ dtlsParameters: { ...receiver.dtlsParameters, role: 'server' } });
  await receiver.connect({ dtlsParameters: { ...sender.dtlsParameters, role: 'client' } });
  await Promise.all(connected);
  await sendThrough(router, { sender, receiver, closers });
}

/** Both transports are ICE-lite and only answer checks. The relay sends checks to both and forwards everything else. */
async function joinByRelay(sender, receiver, closers) {
  const legs = [sender, receiver].map((transport) => ({ transport, socket: createSocket('udp4') }));
  for (const [index, { socket, transport }] of legs.entries()) {
    closers.push(() => socket.close());
    const other = legs[1 - index];
    socket.on('message', (datagram) => {
      if (!isStun(datagram)) other.socket.send(datagram, other.transport.iceCandidates[0].port, loopback);
    });
    await new Promise((resolve) => socket.bind(0, loopback, resolve));
    await nominate(socket, transport);
  }
}

async function nominate(socket, { iceParameters, iceCandidates }) {
  const request = nominatingRequest({
    remoteFragment: iceParameters.usernameFragment,
    localFragment: 'parley',
    remotePassword: iceParameters.password,
  });
  const answered = once(socket, 'message');
  socket.send(request, iceCandidates[0].port, loopback);
  const [datagram] = await answered;
  if (!isBindingSuccess(datagram)) fail('the worker refused an ICE connectivity check');
}

function untilDtlsConnected(transport) {
  return new Promise((resolve, reject) => {
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected') resolve();
      if (state === 'failed') reject(new Error('the DTLS handshake failed'));
    });
  });
}

async function sendThrough(router, { sender, receiver, closers }) {
  const rtpParameters = {
    codecs: [{ mimeType: opus.mimeType, payloadType: 100, clockRate: 48_000, channels: 2 }],
    encodings: [{ ssrc }],
  };
  const source = await (await router.createDirectTransport()).produce({ kind: 'audio', rtpParameters });
  const sent = await sender.consume({ producerId: source.id, rtpCapabilities: router.rtpCapabilities });
  const received = await receiver.produce({ kind: 'audio', rtpParameters: sent.rtpParameters });
  const sink = await (await router.createDirectTransport()).consume({
    producerId: received.id,
    rtpCapabilities: router.rtpCapabilities,
  });
  const payload = Buffer.from('parley media trial');
  let sequence = 0;
  const timer = setInterval(() => source.send(rtpPacket(sequence++, payload)), packetEveryMs);
  closers.push(() => clearInterval(timer));
  const [packet] = await once(sink, 'rtp');
  if (!packet.subarray(-payload.length).equals(payload)) fail('the worker garbled an RTP packet');
}

/** RFC 3550 §5.1 */
function rtpPacket(sequence, payload) {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header[1] = opus.preferredPayloadType;
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(sequence * 960, 4);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, payload]);
}

function fail(reason) {
  throw new Error(reason);
}
