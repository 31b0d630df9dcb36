import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPageFile } from '../page-files.ts';
import { PAGE_HEADERS } from '../page-policy.ts';
import { type PageAccess, sameSecret } from './page-access.ts';

/** Path of the request by which another start of the same profile asks this one to show its window. */
export const SHOW_PATH = '/show';
/** Path to which the start page sends its one-time token. */
const OPEN_PATH = '/open';
/** Maximum size of that request's form, in bytes. */
const MAX_FORM_BYTES = 1_024;

export interface PageServerOptions {
  /** Folder of the built page. */
  folder: string;
  access: PageAccess;
  /** Secret that another start of the same profile reads from the lock file. */
  lockSecret: string;
  /** Shows the window. @returns a URL for the user to open, if there was no window to show */
  show(): { url?: string };
}

/** Starts an HTTP server on 127.0.0.1, at the preferred port if it is free, otherwise at any free port. */
export async function listen(preferredPort: number | undefined): Promise<{ server: Server; port: number }> {
  for (const port of preferredPort === undefined ? [0] : [preferredPort, 0]) {
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 16_384 });
    const listening = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => (port === 0 ? reject(error) : resolve(false)));
      server.listen({ host: '127.0.0.1', port }, () => resolve(true));
    });
    if (listening) return { server, port: (server.address() as AddressInfo).port };
  }
  throw new Error('unreachable');
}

/** Serves the page's files and exchanges the one-time token for a cookie. */
export function servePage(server: Server, options: PageServerOptions): void {
  server.on('request', (request, response) => {
    answer(request, response, options).catch(() => refuse(response, 500));
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageServerOptions,
): Promise<ServerResponse> {
  const { access, folder } = options;
  const url = URL.parse(request.url ?? '/', access.origin);
  if (url === null || !access.isOurHost(request.headers)) return refuse(response, 403);
  if (url.pathname === SHOW_PATH) return show(request, response, options);
  if (url.pathname === OPEN_PATH && request.method === 'POST') return open(request, response, access);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const token = url.searchParams.get('token');
  if (token !== null && url.pathname === '/') return exchange(request, response, { access, token });
  if (!access.hasCookie(request.headers)) return refuse(response, 403);
  const file = await readPageFile(folder, url.pathname);
  if (file === undefined) return refuse(response, 404);
  const headers = { ...PAGE_HEADERS, 'content-type': file.type, 'content-length': file.content.length };
  return response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : file.content);
}

/**
 * Exchanges the start page's token for the cookie. The response is a page that refreshes to our page. A redirect would
 * not do: Chromium would not send the cookie, because another page (the file) began the request.
 */
async function open(request: IncomingMessage, response: ServerResponse, access: PageAccess) {
  const token = new URLSearchParams(await readForm(request)).get('token');
  const cookie = token === null ? undefined : access.exchange(token);
  if (cookie === undefined) return refuse(response, 403);
  const headers = { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8', 'set-cookie': cookie };
  const title = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title>';
  return response.writeHead(200, headers).end(`${title}<meta http-equiv="refresh" content="0;url=/"></html>`);
}

/** @returns the form, or an empty text if it is too long to be ours */
async function readForm(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request.setEncoding('latin1')) {
    form += chunk;
    if (form.length > MAX_FORM_BYTES) return '';
  }
  return form;
}

/** Exchanges the token for the cookie. A page that is opened again with its old URL has the cookie already. */
function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  { access, token }: { access: PageAccess; token: string },
): ServerResponse {
  const cookie = access.exchange(token);
  if (cookie === undefined && !access.hasCookie(request.headers)) return refuse(response, 403);
  const headers = { ...PAGE_HEADERS, location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) };
  return response.writeHead(303, headers).end();
}

function show(
  request: IncomingMessage,
  response: ServerResponse,
  { lockSecret, show }: PageServerOptions,
): ServerResponse {
  const given = request.headers.authorization ?? '';
  // A page of any origin can send a simple request, but this header needs a CORS preflight, which we never grant.
  if (request.method !== 'POST' || !sameSecret(given, `Bearer ${lockSecret}`)) return refuse(response, 403);
  const headers = { ...PAGE_HEADERS, 'content-type': 'application/json' };
  return response.writeHead(200, headers).end(JSON.stringify(show()));
}

const REFUSALS: Readonly<Record<number, string>> = {
  403: 'This link has expired or was already used. Start Parley again, or open the latest link that it printed.',
  404: 'Page not found.',
  405: 'Parley cannot be opened this way.',
  500: 'Something went wrong. Start Parley again.',
};

function refuse(response: ServerResponse, status: number): ServerResponse {
  if (response.headersSent) return response.end();
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley</title><h1>Parley</h1><p>${REFUSALS[status]}</p></html>`;
  return response
    .writeHead(status, { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' })
    .end(body);
}
