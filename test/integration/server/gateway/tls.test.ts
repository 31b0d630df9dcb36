import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerConfig } from '../../../../server/config/config.ts';
import { createListener } from '../../../../server/gateway/listener.ts';
import { selfSigned } from '../../../support/server/self-signed.ts';
import { TEST_SECRET, TestServer } from '../../../support/server/test-server.ts';

/** The server allows eight seconds for the handshake, and fifteen for an idle HTTP connection. */
const HANDSHAKE_IS_OVER_MS = 14_000;

let folder: string;
let server: TestServer;
const sockets: Socket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-tls-'));
  const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const { cert, key } = selfSigned();
  await Promise.all([writeFile(tlsCert, cert), writeFile(tlsKey, key)]);
  const config = ServerConfig.parse({ port: 0, jwtSecret: TEST_SECRET, tlsCert, tlsKey });
  server = await TestServer.start({ tlsCert, tlsKey }, { listener: createListener(config) });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
  await rm(folder, { recursive: true });
});

async function open(): Promise<Socket> {
  const socket = connect(server.running.port, '127.0.0.1');
  sockets.push(socket.on('error', () => {}).resume());
  await once(socket, 'connect');
  return socket;
}

function health(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { port: server.running.port, path: '/healthz', rejectUnauthorized: false, agent: false };
    get(options, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

test('[RES-6] a TLS handshake that does not end closes the connection, and others get in', async () => {
  const [silent, half] = [await open(), await open()];
  half.write(Buffer.from('16030100c8010000c40303', 'hex'));
  const startedAtMs = performance.now();
  const gone = Promise.all([silent, half].map((socket) => once(socket, 'close')));
  expect(await health()).toBe(200);
  await gone;
  expect(performance.now() - startedAtMs).toBeLessThan(HANDSHAKE_IS_OVER_MS);
}, 60_000);
