import { ParleyError } from '../../../protocol/errors.ts';

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Characters that no link needs and that can hide its target: spaces, controls, bidirectional marks, backslashes. */
const SUSPECT = /[\p{Cc}\p{Cf}\p{Z}\\]/u;

/**
 * Checks a link from a message and returns the URL for the system to open. It may be a web page or a mail address, but
 * nothing that starts a program or reads a file (RFC 3986 §7.6 for names and passwords, RFC 6068 §7 for attachments).
 * @throws ParleyError RPC_FORBIDDEN, which does not contain the link
 */
export function externalLink(text: string): string {
  const url = SUSPECT.test(text) ? null : URL.parse(text);
  const refused =
    url === null ||
    !SCHEMES.has(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    (url.protocol === 'mailto:' && [...url.searchParams.keys()].some((key) => /^attach/i.test(key)));
  if (refused) throw new ParleyError('RPC_FORBIDDEN', 'this link is not opened', { context: { link: true } });
  return url.href;
}
