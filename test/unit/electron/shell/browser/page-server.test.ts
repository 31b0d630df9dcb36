import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ConnectedPage } from '../../../../../electron/core/ports.ts';
import { PageAccess } from '../../../../../electron/shell/browser/page-access.ts';
import { listen, servePage } from '../../../../../electron/shell/browser/page-server.ts';
import { acceptPageSockets, MAX_RPC_BYTES } from '../../../../../electron/shell/browser/page-socket.ts';
import { StartPage } from '../../../../../electron/shell/browser/start-page.ts';
import { PAGE_REPLACED_CODE } from '../../../../../protocol/rpc/envelope.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { until } from '../../../../support/until.ts';

let folder: string;
let server: Server;
let port: number;
let access: PageAccess;
let sockets: WebSocketServer;
let shown = 0;
let pages: number[] = [];
let warnings: string[] = [];
let latest: ConnectedPage | undefined;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'parley-page-'));
  mkdirSync(path.join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'page', 'index.html'), '<p>Parley');
  writeFileSync(path.join(folder, 'page', 'assets', 'main.js'), 'export {}');
  writeFileSync(path.join(folder, 'page', '.sources'), 'secret');
  writeFileSync(path.join(folder, 'secret.html'), 'secret');
  ({ server, port } = await listen(undefined));
  let id = 0;
  access = new PageAccess(port, { next: () => `id-${++id}` });
  [shown, pages, warnings, latest] = [0, [], [], undefined];
  const show = () => {
    shown += 1;
    return {};
  };
  servePage(server, { folder: path.join(folder, 'page'), access, lockSecret: 'lock-secret', show });
  sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_RPC_BYTES });
  server.on(
    'upgrade',
    acceptPageSockets({
      sockets,
      access,
      log: { info: () => {}, warn: (message) => warnings.push(message) },
      connect: (page) => {
        latest = page;
        return { handle: async (name) => ({ ok: true, value: `heard ${name}` }), closed: () => {} };
      },
      pagesChanged: (count) => pages.push(count),
    }),
  );
});

afterEach(async () => {
  for (const client of sockets.clients) client.terminate();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a path as it stands, without a client's normalisation. */
function get(
  urlPath: string,
  headers: Record<string, string> = {},
  method = 'GET',
  sent?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path: urlPath, headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.on('error', reject);
    request.end(sent);
  });
}

async function cookie(): Promise<string> {
  const { headers } = await get(access.startUrl().slice(access.origin.length));
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the page', () => {
  test('[SEC-4] the start URL works once: it sets a cookie for this port and redirects', async () => {
    const start = access.startUrl().slice(access.origin.length);
    const first = await get(start);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^parley-${port}=[^;]+; HttpOnly; SameSite=Strict; Path=/$`),
    );
    const second = await get(start);
    expect(second.status).toBe(403);
    expect(second.body).toContain('Start Parley again');
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  test('[SEC-4] nothing is served without the cookie, under another name, or by another method', async () => {
    const own = await cookie();
    expect((await get('/')).status).toBe(403);
    expect((await get('/', { cookie: `parley-${port}=guess` })).status).toBe(403);
    expect((await get('/', { cookie: own, host: 'evil.example' })).status).toBe(403);
    expect((await get('/', { cookie: own, host: `localhost:${port}` })).status).toBe(403);
    expect((await get('/', { cookie: own }, 'POST')).status).toBe(405);
    const page = await get('/', { cookie: own });
    expect(page).toMatchObject({ status: 200, body: '<p>Parley' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(page.headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; worker-src 'self'",
    );
    expect((await get('/assets/main.js', { cookie: own })).headers['content-type']).toContain('javascript');
  });

  test.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '/assets%00.html',
    '/%E0%A4%A.html',
    '//etc/passwd',
    '/.sources',
    '/missing.html',
  ])('[SEC-4] nothing outside the page is served: %s', async (urlPath) => {
    const answer = await get(urlPath, { cookie: await cookie() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  test('[SEC-4] showing the window requires the secret of the lock file', async () => {
    expect((await get('/show', {}, 'POST')).status).toBe(403);
    expect((await get('/show', { authorization: 'Bearer guess' }, 'POST')).status).toBe(403);
    expect((await get('/show', { authorization: 'Bearer lock-secret' })).status).toBe(403);
    expect(shown).toBe(0);
    expect((await get('/show', { authorization: 'Bearer lock-secret' }, 'POST')).status).toBe(200);
    expect(shown).toBe(1);
  });
});

describe('the RPC', () => {
  /** Opens a WebSocket with these headers. @returns the status of the refusal, or the open socket */
  function connect(headers: Record<string, string>, urlPath = '/rpc'): Promise<WebSocket | number> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${urlPath}`, { headers });
    return new Promise((resolve) => {
      socket.on('open', () => resolve(socket));
      socket.on('error', () => {});
      socket.on('unexpected-response', (_request, { statusCode }) => {
        socket.terminate();
        resolve(statusCode ?? 0);
      });
    });
  }

  test('[SEC-4] is open only to our page with our cookie at our origin', async () => {
    const own = await cookie();
    const { origin } = access;
    expect(await connect({ origin })).toBe(403);
    expect(await connect({ cookie: own })).toBe(403);
    expect(await connect({ origin: 'http://evil.example', cookie: own })).toBe(403);
    expect(await connect({ origin: `http://localhost:${port}`, cookie: own })).toBe(403);
    expect(await connect({ origin: 'null', cookie: own })).toBe(403);
    expect(await connect({ origin, cookie: own, host: 'evil.example' })).toBe(403);
    expect(await connect({ origin, cookie: `parley-${port}=guess` })).toBe(403);
    expect(await connect({ origin, cookie: own }, '/other')).toBe(404);
    expect(pages).toEqual([]);
  });

  test('[LEASE-2] when the page disconnects, pending orders are rejected, and nothing is logged', async () => {
    const socket = await connect({ origin: access.origin, cookie: await cookie() });
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    await until(
      () => latest,
      (page) => page !== undefined,
      { what: 'the page' },
    );
    const pending = latest?.handle('release-lease', {});
    const refused = expect(pending).rejects.toThrow();
    socket.close();
    await until(
      () => pages.at(-1),
      (count) => count === 0,
      { what: 'the page is gone' },
    );
    await refused;
    await expect(latest?.handle('release-lease', {})).rejects.toThrow();
    expect(warnings).toEqual([]);
  });

  test('[SEC-4] transports commands and their results; hostile messages do no harm', async () => {
    const socket = await connect({ origin: access.origin, cookie: await cookie() });
    if (!(socket instanceof WebSocket)) throw new Error(`refused: ${socket}`);
    const replies: string[] = [];
    const answered = new Promise((resolve) =>
      socket.on('message', (text) => {
        replies.push(text.toString());
        if (text.toString().includes('"1"')) resolve(undefined);
      }),
    );
    for (const hostile of [
      '{',
      'null',
      '7',
      '{"t":"q","m":"handle","a":7}',
      '{"t":"q","m":"toString","a":[]}',
    ])
      socket.send(hostile);
    socket.send(JSON.stringify({ t: 'q', i: '1', m: 'handle', a: ['attach', {}] }));
    await answered;
    expect(JSON.parse(replies.at(-1) ?? '')).toEqual({
      t: 's',
      i: '1',
      r: { ok: true, value: 'heard attach' },
    });
    expect(warnings).toContain('malformed message from the page');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(MAX_RPC_BYTES + 1));
    expect(await closed).toBe(1009);
    await until(
      () => pages,
      (counts) => counts.at(-1) === 0,
      { what: 'the page gone' },
    );
  });
});

test('a replaced page gets the orders sent before, and then the close code for it', async () => {
  const headers = { origin: access.origin, cookie: await cookie() };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers });
  const heard: unknown[] = [];
  socket.on('message', (text) => heard.push(JSON.parse(text.toString()).a));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.on('open', resolve));
  latest?.handle('release-lease', { leaseId: 'lease-0001' }).catch(() => {});
  latest?.replaced();
  expect(await closed).toBe(PAGE_REPLACED_CODE);
  expect(heard).toEqual([['release-lease', { leaseId: 'lease-0001' }]]);
});

test('[SEC-4] the port stays the same if it is free, otherwise another port is used', async () => {
  const taken = await listen(port);
  expect(taken.port).not.toBe(port);
  const { port: freed } = taken;
  await new Promise((resolve) => taken.server.close(resolve));
  const again = await listen(freed);
  expect(again.port).toBe(freed);
  await new Promise((resolve) => again.server.close(resolve));
});

describe('the page that Chromium is started with', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
  const send = (token: string) => get('/open', form, 'POST', `token=${token}`);

  function started() {
    const clock = new FakeClock();
    const startPage = new StartPage({ dataFolder: folder, access, clock });
    const url = startPage.write();
    const file = fileURLToPath(url);
    const token = /name="token" value="([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    return { clock, startPage, url, file, token };
  }

  test('[SEC-4] no other user can read its token, in the arguments or in the file', () => {
    const { url, file, token } = started();
    expect(token).not.toBe('');
    expect(url).not.toContain(token);
    expect(url).toMatch(/^file:/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  test('[SEC-4] its token opens the page once, and the file is removed then', async () => {
    const { file, token } = started();
    const opened = await send(token);
    expect(opened.status).toBe(200);
    // Not a redirect: Chromium does not send a strict cookie when another page began the request.
    expect(opened.body).toContain('<meta http-equiv="refresh" content="0;url=/">');
    expect(opened.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
    expect(opened.body).not.toContain(token);
    expect(existsSync(file)).toBe(false);
    expect((await send(token)).status).toBe(403);
  });

  test('[SEC-4] an unused token is valid for two minutes, and the file is removed with it', async () => {
    const { clock, file, token } = started();
    await clock.pass(120_000);
    expect(existsSync(file)).toBe(false);
    expect((await send(token)).status).toBe(403);
  });

  test('[SEC-4] a second window makes the first token invalid', async () => {
    const { startPage, token } = started();
    startPage.write();
    expect((await send(token)).status).toBe(403);
    startPage.remove();
  });

  test.each([
    ['no token', ''],
    ['a guess', 'token=id-guess'],
    ['an overlong form', `token=${'x'.repeat(5_000)}`],
  ])('[SEC-4] [RES-6] %s is refused', async (_what, sent) => {
    expect((await get('/open', form, 'POST', sent)).status).toBe(403);
  });
});
