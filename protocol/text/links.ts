import { ParleyError } from '../errors.ts';
import { ConferenceId } from '../ids.ts';
import { isSameServer, serverName, serverOrigin } from './server-url.ts';

/** What a conference link says: which conference, and on which server unless it is the reader's own. */
export interface ConferenceTarget {
  conferenceId: ConferenceId;
  /** `http(s)://host:port` */
  serverUrl?: string;
}

const linkForm = /^parley:\/\/join\/([A-Za-z0-9_-]+)\/?(?:\?server=([^&#\s]+))?$/i;
/** A link within other text: quotes, brackets and the punctuation of the sentence around it are no part of it. */
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
 * Finds the one conference link in a text that a user pasted or typed, or the bare ID that it consists of. Words are
 * no ID, although their letters would be allowed in one.
 * @returns a text for {@link parseConferenceLink}
 * @throws ParleyError CONFERENCE_LINK_INVALID when there is none, or when there are several
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
 * The server that a link names, when it is none of those by which the reader knows their own.
 * @param own addresses of the reader's server; without any, nothing can be said
 */
export function otherServerOf(target: ConferenceTarget, own: readonly string[]): string | null {
  const { serverUrl } = target;
  if (serverUrl === undefined || own.length === 0) return null;
  return own.some((each) => isSameServer(each, serverUrl)) ? null : serverUrl;
}

/**
 * Reads a link to a conference of the reader's own server.
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
 * Is this an ID as servers make it, and no word? Servers write 16 random bytes as base64url without padding (RFC 4648
 * §5): 22 characters, of which the last one holds two bits only. Random ones have small and capital letters.
 */
function isRandomId(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
}

function readServerUrl(encodedUrl: string): string {
  let text: string;
  try {
    text = decodeURIComponent(encodedUrl);
  } catch (cause) {
    throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server of this link is badly encoded', { cause });
  }
  const serverUrl = serverOrigin(text);
  if (serverUrl !== null) return serverUrl;
  throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server of this link is not an http(s) address');
}
