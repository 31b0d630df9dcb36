import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import type { WebSocketServer } from 'ws';
import type { ConnectedPage } from '../../../../electron/core/ports.ts';
import { PageAccess } from '../../../../electron/shell/browser/page-access.ts';
import { acceptPageSockets } from '../../../../electron/shell/browser/page-socket.ts';
import { PageChannel, RPC_CHANNEL } from '../../../../electron/shell/electron/page-channel.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { RpcPeer, RpcResult } from '../../../../protocol/rpc/envelope.ts';
import { type OpenCarrier, preloadCarrier, webSocketCarrier } from '../../../../renderer/bridge/carriers.ts';
import { FakeElectron } from '../../../support/electron/fake-electron.ts';
import { settled } from '../../../support/fake-clock.ts';

/** One page at the other end of one of the two transports. */
interface Ends {
  /** Opens the page's own end. */
  open: OpenCarrier;
  /** Sends text as the page does. */
  send(text: string): void;
  /** The text that the page received. */
  received: string[];
  /** Ends the page. */
  crash(): void;
}

let main: ConnectedPage | undefined;
let warnings: string[];
let closed: number;

const log = { info: () => {}, warn: (message: string) => warnings.push(message) };
const refusal: RpcResult = { ok: false, error: new ParleyError('SESSION_GONE', 'gone').toWire() };

function connect(page: ConnectedPage) {
  main = page;
  return {
    handle: async (name: unknown): Promise<RpcResult> =>
      name === 'hang-up' ? refusal : { ok: true, value: `heard ${name}` },
    closed: () => {
      closed += 1;
    },
  };
}

function overIpc(): Ends {
  const electron = new FakeElectron();
  const { ipc, createWindow } = electron.parts(false);
  createWindow();
  const contents = electron.windows[0]?.webContents;
  if (!contents) throw new Error('no window');
  const received: string[] = [];
  const listeners: ((text: string) => void)[] = [];
  contents.send = (_channel: unknown, text: unknown) => {
    received.push(String(text));
    for (const listener of listeners) listener(String(text));
  };
  new PageChannel({ ipc, contents: contents.asWebContents, log, connect });
  const send = (text: string) =>
    electron.ipc.send(RPC_CHANNEL, text, { sender: contents, senderFrame: contents.mainFrame });
  const open = preloadCarrier({ post: send, onMessage: (receive) => listeners.push(receive) });
  return { open, send, received, crash: () => contents.emit('render-process-gone', {}, {}) };
}

/** The socket of main and that of the page, joined. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly received: string[] = [];
  readonly page = Object.assign(new EventTarget(), { send: (text: string) => this.emit('message', text) });

  send(text: string): void {
    this.received.push(text);
    this.page.dispatchEvent(Object.assign(new Event('message'), { data: text }));
  }

  close(code = 1006): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.emit('close');
    this.page.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

function overWebSocket(): Ends {
  const socket = new FakeSocket();
  const sockets = {
    clients: new Set(),
    handleUpgrade: (_request: unknown, _socket: unknown, _head: unknown, done: (page: unknown) => void) =>
      done(socket),
  } as unknown as WebSocketServer;
  const access = new PageAccess(1, { next: () => 'id' });
  access.mayConnect = () => true;
  const accept = acceptPageSockets({ sockets, access, log, connect, pagesChanged: () => {} });
  accept({ url: '/rpc', headers: {} } as never, new EventEmitter() as never, Buffer.alloc(0));
  const open: OpenCarrier = (page) => {
    const opening = webSocketCarrier(() => socket.page as unknown as WebSocket)(page);
    socket.page.dispatchEvent(new Event('open'));
    return opening;
  };
  const send = (text: string) => socket.page.send(text);
  return { open, send, received: socket.received, crash: () => socket.close() };
}

describe.each([
  ['Electron IPC', overIpc],
  ['a WebSocket', overWebSocket],
])('the RPC over %s', (_name, create) => {
  let ends: Ends;
  let peer: RpcPeer;
  let answer: (name: unknown) => Promise<RpcResult>;

  beforeEach(async () => {
    [main, warnings, closed] = [undefined, [], 0];
    answer = async (name) => ({ ok: true, value: `did ${name}` });
    ends = create();
    ({ peer } = await ends.open({ handle: (name) => answer(name) }));
    await peer.handle('attach', {});
  });

  test('transports commands and orders, each with its own result', async () => {
    const [one, two] = await Promise.all([peer.handle('call', {}), peer.handle('hold', {})]);
    expect([one, two]).toEqual([
      { ok: true, value: 'heard call' },
      { ok: true, value: 'heard hold' },
    ]);
    const slow = Promise.withResolvers<RpcResult>();
    answer = (name) =>
      name === 'set-source' ? slow.promise : Promise.resolve({ ok: true, value: `did ${name}` });
    const first = main?.handle('set-source', {});
    expect(await main?.handle('hand-over', {})).toEqual({ ok: true, value: 'did hand-over' });
    slow.resolve(refusal);
    expect(await first).toEqual(refusal);
  });

  test('a typed error of main reaches the page', async () => {
    expect(await peer.handle('hang-up', {})).toEqual(refusal);
  });

  test('[RES-5] pending orders reject with PAGE_ABSENT when the page is gone, and later ones do, too', async () => {
    answer = () => new Promise(() => undefined);
    const pending = main?.handle('open-sources', {});
    ends.crash();
    await expect(pending).rejects.toMatchObject({ code: 'PAGE_ABSENT' });
    await expect(main?.handle('open-sources', {})).rejects.toMatchObject({ code: 'PAGE_ABSENT' });
    expect(closed).toBe(1);
  });

  test.each([
    ['no method', { t: 'q', i: 'x' }],
    ['another method', { t: 'q', i: 'x', m: '$close', a: [] }],
    ['a method of every object', { t: 'q', i: 'x', m: 'toString', a: [] }],
    ['arguments that are no list', { t: 'q', i: 'x', m: 'handle', a: 7 }],
    ['too many arguments', { t: 'q', i: 'x', m: 'handle', a: ['attach', {}, 3] }],
  ])('[SEC-4] a request with %s is refused with RPC_MALFORMED', async (_what, request) => {
    ends.send(JSON.stringify(request));
    await settled();
    const last = JSON.parse(ends.received.at(-1) ?? '');
    expect(last).toMatchObject({ t: 's', i: 'x', r: { ok: false, error: { code: 'RPC_MALFORMED' } } });
  });

  test.each(['{', 'null', '7', '[]', '{"t":"x"}', '{"t":"q","m":"handle","a":["attach",{}]}', '{"t":"s"}'])(
    '[SEC-4] %s is logged, and loses nothing that is pending',
    async (hostile) => {
      const order = Promise.withResolvers<RpcResult>();
      answer = () => order.promise;
      const pending = main?.handle('hand-over', {});
      ends.send(hostile);
      await settled();
      expect(warnings).toEqual(['malformed message from the page']);
      order.resolve({ ok: true, value: 1 });
      expect(await pending).toEqual({ ok: true, value: 1 });
    },
  );

  test.each([
    ['no result', {}],
    ['a malformed result', { r: 'done' }],
    ['an error of birpc', { e: 'failed' }],
  ])('[SEC-4] a reply with %s rejects its order with RPC_MALFORMED', async (_what, reply) => {
    answer = () => new Promise(() => undefined);
    const pending = main?.handle('hand-over', {});
    const { i } = JSON.parse(ends.received.at(-1) ?? '');
    ends.send(JSON.stringify({ t: 's', i, ...reply }));
    await expect(pending).rejects.toMatchObject({ code: 'RPC_MALFORMED' });
  });
});
