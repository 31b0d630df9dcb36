import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../../support/server/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ issueTokens: true, jwtSecret: undefined });
});
afterAll(() => server.close());

/** Sends this text and no more. Resolves with the time until the server closed it, in milliseconds. */
function bearsWith(words: string): Promise<number> {
  const startedAtMs = performance.now();
  return new Promise((resolve) => {
    const socket = connect(server.running.port, '127.0.0.1', () => socket.write(words));
    socket.on('error', () => {});
    socket.resume();
    socket.once('close', () => resolve(performance.now() - startedAtMs));
  });
}

const upgrade = [
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
  ...['host: 127.0.0.1', 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'],
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
].join('\r\n');

describe('[RES-6] a client that starts and then stops sending is closed', () => {
  // The limits are 8 and 10 seconds, but the machine may be busy.
  test.concurrent.each([
    ['silence', ''],
    ['half a request line', 'GET /heal'],
    ['headers without an end', 'GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n'],
    ['half an upgrade', upgrade],
    [
      'half a body',
      'POST /token HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n{"dis',
    ],
    ['an upgrade and no sign-in', `${upgrade}\r\n\r\n`],
    ['an upgrade to something else', `${upgrade.replace('/socket.io/', '/other/')}\r\n\r\n`],
  ])(
    '%s',
    async (_what, words) => {
      expect(await bearsWith(words)).toBeLessThan(20_000);
    },
    60_000,
  );
});
