/** `http(s)://host[:port]`. A host of letters, digits, marks, dots and hyphens: no user name, no second kind of dot. */
const ORIGIN = /^(https?):\/\/([\p{L}\p{N}\p{M}._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/iu;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The parts of a server's address. */
interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** Is this host this machine? */
function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * The address of a server as everyone may read it: in lower case and without a port that goes without saying.
 * Null for anything else, such as one that a browser would take for another host (UTS #46 maps `．` and `Ａ`).
 */
export function serverOrigin(text: string): string | null {
  const origin = partsOf(text);
  if (!origin) return null;
  const { scheme, host, port } = origin;
  return `${scheme}://${host}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
}

/** Do both name one server? This machine has several names. */
export function isSameServer(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (!a || !b || a.scheme !== b.scheme || a.port !== b.port) return false;
  return a.host === b.host || (isLoopback(a.host) && isLoopback(b.host));
}

/** What a user reads of a server: its host, and the port where that is not the usual one. */
export function serverName(url: string): string {
  return (serverOrigin(url) ?? url).replace(/^https?:\/\//, '');
}

function partsOf(text: string): Origin | null {
  if (text.normalize('NFKC') !== text) return null;
  const [, scheme, host, port] = ORIGIN.exec(text.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return null;
  return { scheme, host, port: port ?? DEFAULT_PORTS[scheme] ?? '' };
}
