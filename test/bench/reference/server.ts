/**
 * The reference server, in a separate process like Parley's: serves one bare page and its signaling.
 * `node server.ts peer|sfu|ring|break [MEDIA_PORT ANNOUNCED_ADDRESS]`; sends its address over the process channel.
 */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { bundlePage } from './page-bundle.ts';
import { type Handlers, relayHandlers } from './relay.ts';
import { SFU_REQUESTS, sfuHandlers } from './sfu.ts';

const [, , kind = '', mediaPort, announcedAddress] = process.argv;
const address = mediaPort && announcedAddress ? { port: Number(mediaPort), announcedAddress } : undefined;
const script = await bundlePage(`./${kind}-page.ts`);
const sfu = kind === 'sfu' || kind === 'break' ? await sfuHandlers(address) : undefined;

/** Messages that the SFU does not know are forwarded to the other page. */
function connect(send: Send, others: () => Send[]): Handlers {
  const relay = relayHandlers(send, others);
  if (!sfu) return relay;
  const { handle, close } = sfu(send);
  return {
    handle: (name, data) => (SFU_REQUESTS.has(name) ? handle(name, data) : relay.handle(name, data)),
    close,
  };
}

/** Sends one message to one page. */
export type Send = (name: string, data?: unknown) => void;

const http = createServer((request, response) => {
  if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script);
  else {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><meta charset="utf-8"><body><script type="module" src="/page.js"></script>');
  }
});
const senders = new Map<WebSocket, Send>();
new WebSocketServer({ server: http }).on('connection', (socket) => {
  const send: Send = (name, data) => socket.send(JSON.stringify({ name, data }));
  senders.set(socket, send);
  const handlers = connect(send, () => [...senders.values()].filter((other) => other !== send));
  socket.on('message', async (text) => {
    const { name, id, data } = JSON.parse(String(text)) as { name: string; id?: number; data: never };
    const reply = await handlers.handle(name, data);
    if (id !== undefined) socket.send(JSON.stringify({ name: 'reply', id, data: reply }));
  });
  socket.on('close', () => {
    senders.delete(socket);
    handlers.close();
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (address !== null && typeof address !== 'string')
    process.send?.({ url: `http://127.0.0.1:${address.port}/` });
});
process.on('disconnect', () => process.exit(0));
