import { ParleyError } from '../../../protocol/errors.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the URL of a server points to this machine. */
export function isThisMachine(url: string): boolean {
  return loopback.test(new URL(url).hostname);
}

/**
 * Checks a server URL that the user typed.
 * @param insecureHosts hosts other than this machine that may be used without TLS (SEC-3)
 * @returns its origin, such as `https://parley.example.org:7450`
 * @throws ParleyError SERVER_UNREACHABLE if the text is not a URL, SERVER_INSECURE
 */
export function checkServerUrl(text: string, insecureHosts: readonly string[]): string {
  const url = URL.parse(text) ?? URL.parse(`https://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ParleyError('SERVER_UNREACHABLE', 'not the URL of a server', { context: { url: text } });
  }
  if (url.protocol === 'http:' && !loopback.test(url.hostname) && !insecureHosts.includes(url.hostname)) {
    throw new ParleyError('SERVER_INSECURE', 'the server does not use TLS', {
      context: { host: url.hostname },
    });
  }
  return url.origin;
}
