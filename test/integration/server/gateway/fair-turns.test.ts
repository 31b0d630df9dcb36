import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type GatedWebSocket, gatedEngine } from '../../../../server/gateway/gated-web-socket.ts';
import { until } from '../../../support/until.ts';

describe('[RES-6] connections take turns', () => {
  let listener: Server;
  const clients: WebSocket[] = [];
  /** Called for each message that the server handles, in order. */
  let came: string[];
  let arrived: (text: string, request: IncomingMessage) => void;

  beforeEach(async () => {
    came = [];
    arrived = () => {};
    const opened = (socket: GatedWebSocket, request: IncomingMessage) => {
      socket.letThrough = (data) => {
        came.push(String(data));
        arrived(String(data), request);
        return false;
      };
    };
    listener = createServer();
    const engine = new (gatedEngine(opened))({ noServer: true });
    listener.on('upgrade', (request, socket, head) => engine.handleUpgrade(request, socket, head, () => {}));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.terminate();
    listener.close();
    await once(listener, 'close');
  });

  async function open(): Promise<WebSocket> {
    const client = new WebSocket(`ws://127.0.0.1:${(listener.address() as AddressInfo).port}`);
    clients.push(client);
    await once(client, 'open');
    return client;
  }
  const allCame = (count: number) =>
    until(
      () => came.length,
      (length) => length === count,
      { what: 'messages' },
    );

  test('one message of a burst is handled in each turn of the event loop', async () => {
    const flooder = await open();
    let inThisTurn = 0;
    let most = 0;
    arrived = () => {
      if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0));
      inThisTurn += 1;
      most = Math.max(most, inThisTurn);
    };
    for (let index = 0; index < 200; index += 1) flooder.send('flood');
    await allCame(200);
    expect(most).toBe(1);
  });

  test('a message does not wait for everything that another connection has sent before', async () => {
    const [flooder, innocent] = [await open(), await open()];
    arrived = () => {
      if (came.length === 1) innocent.send('innocent');
    };
    for (let index = 0; index < 5_000; index += 1) flooder.send('flood');
    await allCame(5_001);
    expect(came.indexOf('innocent')).toBeLessThan(2_500);
  });

  test('waiting data is not read from the socket, except a few chunks', async () => {
    const flooder = await open();
    let readAhead = 0;
    arrived = (text, { socket }) => {
      // Each message has eight bytes of header and mask.
      readAhead = Math.max(readAhead, socket.bytesRead - came.length * (text.length + 8));
    };
    for (let index = 0; index < 8_000; index += 1) flooder.send('x'.repeat(1_000));
    await allCame(8_000);
    expect(readAhead).toBeLessThan(256 * 1024);
  });
});
