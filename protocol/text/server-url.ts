/** `http(s)://host[:port]`. The host has letters, digits, marks, ASCII dots and hyphens; a user name is not allowed. */
const ORIGIN = /^(https?):\/\/([\p{L}\p{N}\p{M}._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/iu;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The parts of a server's address. */
interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** Whether this host is this machine. */
function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * The normalized address of a server: in lower case, without a default port.
 * Null for anything else, such as an address that a browser would map to another host (UTS #46 maps `．` and `Ａ`).
 */
export function serverOrigin(text: string): string | null {
  const origin = partsOf(text);
  if (!origin) return null;
  const { scheme, host, port } = origin;
  return `${scheme}://${host}${port === DEFAULT_PORTS[scheme] ? '' : `:${port}`}`;
}

/** Whether both addresses are of the same server. All loopback addresses are this machine. */
export function isSameServer(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (!a || !b || a.scheme !== b.scheme || a.port !== b.port) return false;
  return a.host === b.host || (isLoopback(a.host) && isLoopback(b.host));
}

/** A server's name for display: its host, and the port unless it is the default. */
export function serverName(url: string): string {
  return (serverOrigin(url) ?? url).replace(/^https?:\/\//, '');
}

function partsOf(text: string): Origin | null {
  if (text.normalize('NFKC') !== text) return null;
  const [, scheme, host, port] = ORIGIN.exec(text.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return null;
  return { scheme, host, port: port ?? DEFAULT_PORTS[scheme] ?? '' };
}
