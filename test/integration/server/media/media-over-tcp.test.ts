import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../../server/log.ts';
import type { MediaParticipant, MediaPort } from '../../../../server/media/media-port.ts';
import { startMediasoupMedia } from '../../../../server/media/mediasoup-media.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { freePort } from '../../../support/program/person.ts';
import { bindingRequest, framed } from '../../../support/server/conference/stun-request.ts';
import { workerPids } from '../../../support/server/conference/worker-processes.ts';
import { PAGE_DTLS } from '../../../support/server/requests.ts';
import { until } from '../../../support/until.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN;
const SUCCESS = '0101';

describe.skipIf(!workerBin)('the TCP port of a media worker', () => {
  let clock: FakeClock;
  let media: MediaPort;
  let mediaPort: number;
  let participant: MediaParticipant;
  const sockets: Socket[] = [];

  async function openParticipant(): Promise<MediaParticipant> {
    const conference = await media.openConference({ lost: () => {}, heard: () => {} });
    const events = { consumerClosed: () => {}, keyFrameWanted: () => {}, layersWanted: () => {} };
    const { routerRtpCapabilities: rtpCapabilities } = media;
    return conference.openParticipant({ rtpCapabilities, dtlsParameters: PAGE_DTLS, events });
  }

  beforeEach(async () => {
    clock = new FakeClock();
    mediaPort = await freePort();
    const config = { host: '127.0.0.1', mediaPort, ...(workerBin && { workerBin }) };
    media = await startMediasoupMedia({ config, workers: 1, clock, log: createLog('silent') });
    participant = await openParticipant();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await media.close();
    expect(workerPids()).toEqual([]);
  });

  /** Connects, by default from another address of this machine. */
  async function open(localAddress = '127.0.0.2'): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port: mediaPort, localAddress });
    sockets.push(socket.on('error', () => {}));
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
    return socket;
  }

  const closed = (socket: Socket) =>
    socket.closed ? Promise.resolve() : new Promise((resolve) => socket.resume().once('close', resolve));

  /** Type of the STUN message that the worker answers, in hexadecimal digits. */
  async function answerTo(socket: Socket, request: Buffer): Promise<string> {
    socket.write(request);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString('hex', 2, 4);
  }

  async function connectedSocket(of = participant): Promise<Socket> {
    const socket = await open('127.0.0.1');
    expect(await answerTo(socket, bindingRequest(of.sendTransport.iceParameters))).toBe(SUCCESS);
    return socket;
  }

  test('both transports name the public port, and the worker answers there', async () => {
    for (const { iceCandidates, iceParameters } of [
      participant.sendTransport,
      participant.receiveTransport,
    ]) {
      const places = iceCandidates.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`);
      expect(places).toEqual([`udp 127.0.0.1 ${mediaPort}`, `tcp 127.0.0.1 ${mediaPort}`]);
      expect(await answerTo(await open('127.0.0.1'), bindingRequest(iceParameters))).toBe(SUCCESS);
    }
  });

  test('a request in many pieces is answered, and so are later ones on the same connection', async () => {
    const socket = await open();
    const request = bindingRequest(participant.sendTransport.iceParameters);
    for (const byte of request.subarray(0, -1)) socket.write(Buffer.of(byte));
    expect(await answerTo(socket, request.subarray(-1))).toBe(SUCCESS);
    clock.advance(60_000);
    expect(await answerTo(socket, bindingRequest(participant.sendTransport.iceParameters))).toBe(SUCCESS);
  });

  test('[RES-6] 3,000 silent connections are gone after five seconds, and a participant gets in during that time', async () => {
    const before = await connectedSocket();
    for (let count = 0; count < 3_000; count += 100) {
      const hundred = await Promise.all(Array.from({ length: 100 }, () => open()));
      for (const socket of hundred) socket.resume();
    }
    const silent = sockets.filter((socket) => socket !== before);
    const alive = () => silent.filter(({ closed }) => !closed).length;
    await until(alive, (count) => count <= 256, { what: 'silent connections' });
    await connectedSocket();
    clock.advance(5_000);
    await until(alive, (count) => count === 0, { what: 'silent connections' });
    expect(await answerTo(before, bindingRequest(participant.sendTransport.iceParameters))).toBe(SUCCESS);
  }, 60_000);

  const stun = (change: (bytes: Buffer) => void) => {
    const bytes = bindingRequest({ usernameFragment: 'x', password: 'y' });
    change(bytes);
    return bytes;
  };
  test.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: parley\r\n\r\n')],
    ['a TLS handshake', Buffer.from('16030100c8010000c40303', 'hex')],
    ['an empty frame', framed(Buffer.alloc(0))],
    ['a frame of 60,000 bytes', framed(Buffer.alloc(60_000))],
    ['STUN without the magic cookie', stun((bytes) => bytes.writeUInt32BE(0, 6))],
    ['STUN with a wrong length', stun((bytes) => bytes.writeUInt16BE(8, 4))],
    ['a STUN answer', stun((bytes) => bytes.writeUInt16BE(0x0101, 2))],
    ['DTLS', framed(Buffer.concat([Buffer.from('16fefd', 'hex'), Buffer.alloc(60)]))],
  ])('[RES-6] %s closes the connection immediately', async (_what, bytes) => {
    const socket = await open();
    socket.write(bytes);
    await closed(socket);
  });

  test.each([
    ['an unknown name', () => ({ usernameFragment: 'nobody', password: 'secret' })],
    ['half a request', () => undefined],
  ])('[RES-6] %s does not keep a connection open for more than five seconds', async (_what, ice) => {
    const socket = await open();
    const named = ice();
    socket.write(
      named === undefined
        ? bindingRequest(participant.sendTransport.iceParameters).subarray(0, 30)
        : bindingRequest(named),
    );
    const gone = closed(socket);
    await connectedSocket();
    clock.advance(5_000);
    await gone;
  });

  test('[RES-6] a known name with a wrong password closes the connection', async () => {
    const socket = await open();
    const { usernameFragment } = participant.sendTransport.iceParameters;
    socket.write(bindingRequest({ usernameFragment, password: 'guessed' }));
    await closed(socket);
  });

  test('[RES-3] the port serves the next worker after one has died', async () => {
    const socket = await connectedSocket();
    const gone = closed(socket);
    for (const pid of workerPids()) process.kill(pid, 'SIGKILL');
    await gone;
    await until(
      () => media.workerCount,
      (count) => count === 1,
      { what: 'a new worker' },
    );
    const next = await openParticipant();
    expect(next.sendTransport.iceCandidates.map(({ port }) => port)).toEqual([mediaPort, mediaPort]);
    await connectedSocket(next);
  });

  test('a port that is in use is named', async () => {
    const config = { host: '127.0.0.1', mediaPort, ...(workerBin && { workerBin }) };
    const second = startMediasoupMedia({ config, workers: 1, clock, log: createLog('silent') });
    await expect(second).rejects.toMatchObject({ code: 'SERVER_PORT_IN_USE', context: { port: mediaPort } });
  });
});
