import type { CustomScheme, Protocol } from 'electron';
import { readPageFile } from '../page-files.ts';
import { PAGE_HEADERS } from '../page-policy.ts';

/** The page's own scheme. It gives the page a secure origin in place of `file:` (SEC-4). */
const APP_SCHEME = 'parley-app';
const APP_ORIGIN = `${APP_SCHEME}://parley`;
export const APP_URL = `${APP_ORIGIN}/`;

/** Privileges of the scheme. They must be registered before the app is ready. */
export const APP_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
};

/** Serves only the built page at {@link APP_ORIGIN}. */
export function serveAppScheme(protocol: Pick<Protocol, 'handle'>, pageFolder: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const url = URL.parse(request.url);
    const headers = { ...PAGE_HEADERS };
    const refused = url === null || `${url.protocol}//${url.host}` !== APP_ORIGIN || request.method !== 'GET';
    if (refused) return new Response(null, { status: 403, headers });
    const file = await readPageFile(pageFolder, url.pathname);
    if (file === undefined) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(file.content), { headers: { ...headers, 'content-type': file.type } });
  });
}

/** Whether a URL belongs to our own page. */
export function isOurPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
}
