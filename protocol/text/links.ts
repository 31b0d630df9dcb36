import { ParleyError } from '../errors.ts';
import { ConferenceId } from '../ids.ts';
import { isSameServer, serverName, serverOrigin } from './server-url.ts';

/** A parsed conference link: the conference, and its server unless the link is a bare ID. */
export interface ConferenceTarget {
  conferenceId: ConferenceId;
  /** `http(s)://host:port` */
  serverUrl?: string;
}

const linkForm = /^parley:\/\/join\/([A-Za-z0-9_-]+)\/?(?:\?server=([^&#\s]+))?$/i;
/** A link within other text, without the quotes, brackets and punctuation around it. */
const linkWithin = /parley:\/\/join\/[A-Za-z0-9_-]{8,64}\/?(?:\?server=[^&#\s"'“”‘’«»<>()[\]{}]+)?/gi;
const afterLink = /[.,;:!?…]+$/;

/** The link that joins a conference: `parley://join/<id>?server=<url>`. */
export function conferenceLink(conferenceId: ConferenceId, serverUrl: string): string {
  return `parley://join/${conferenceId}?server=${encodeURIComponent(serverUrl)}`;
}

/**
 * Reads a conference link, or a bare conference ID.
 * @throws ParleyError CONFERENCE_LINK_INVALID
 */
export function parseConferenceLink(text: string): ConferenceTarget {
  const trimmed = text.trim();
  const [, linkId, encodedUrl] = linkForm.exec(trimmed) ?? [];
  const id = ConferenceId.safeParse(linkId ?? trimmed);
  if (!id.success) throw new ParleyError('CONFERENCE_LINK_INVALID', 'neither a conference link nor an ID');
  if (encodedUrl === undefined) return { conferenceId: id.data };
  return { conferenceId: id.data, serverUrl: readServerUrl(encodedUrl) };
}

/**
 * Finds the one conference link in a text that a user pasted or typed. A text that is a bare ID is returned as it is; a
 * word is not an ID, although its letters would be allowed.
 * @returns a text for {@link parseConferenceLink}
 * @throws ParleyError CONFERENCE_LINK_INVALID if there is none, or more than one
 */
export function conferenceLinkIn(text: string): string {
  const trimmed = text.trim();
  if (isRandomId(trimmed)) return trimmed;
  const links = [...trimmed.matchAll(linkWithin)].map(([link]) => link.replace(afterLink, ''));
  const [link, ...others] = new Set(links);
  if (link === undefined || others.length > 0) {
    throw new ParleyError('CONFERENCE_LINK_INVALID', 'no link, or more than one');
  }
  parseConferenceLink(link);
  return link;
}

/**
 * The server of a link if it is not the user's own server, else null.
 * @param own addresses of the user's server; without any the result is null
 */
export function otherServerOf(target: ConferenceTarget, own: readonly string[]): string | null {
  const { serverUrl } = target;
  if (serverUrl === undefined || own.length === 0) return null;
  return own.some((each) => isSameServer(each, serverUrl)) ? null : serverUrl;
}

/**
 * Reads a link to a conference on the user's own server.
 * @throws ParleyError CONFERENCE_LINK_INVALID, CONFERENCE_OTHER_SERVER
 */
export function parseOwnConferenceLink(text: string, own: readonly string[]): ConferenceTarget {
  const target = parseConferenceLink(text);
  const other = otherServerOf(target, own);
  if (other === null) return target;
  throw new ParleyError('CONFERENCE_OTHER_SERVER', 'the link is for another server', {
    context: { server: serverName(other), url: other },
  });
}

/**
 * Whether this is an ID as servers make it, and not a word. Servers encode 16 random bytes as base64url without padding
 * (RFC 4648 §5): 22 characters, the last of which encodes only two bits. Random IDs have small and capital letters.
 */
function isRandomId(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function readServerUrl(encodedUrl: string): string {
  let text: string;
  try {
    text = decodeURIComponent(encodedUrl);
  } catch (cause) {
    throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server in this link is badly encoded', { cause });
  }
  const serverUrl = serverOrigin(text);
  if (serverUrl !== null) return serverUrl;
  throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server in this link is not an http(s) address');
}
