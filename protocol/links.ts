import { ParleyError } from './errors.ts';
import { ConferenceId } from './ids.ts';

/** What a conference link says: which conference, and on which server unless it is the reader's own. */
export interface ConferenceTarget {
  conferenceId: ConferenceId;
  /** `http(s)://host:port` */
  serverUrl?: string;
}

const linkForm = /^parley:\/\/join\/([A-Za-z0-9_-]+)\/?(?:\?server=([^&#\s]+))?$/;
const serverForm = /^https?:\/\/[^\s/?#@]+$/;

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

function readServerUrl(encodedUrl: string): string {
  try {
    const serverUrl = decodeURIComponent(encodedUrl).replace(/\/$/, '');
    if (serverForm.test(serverUrl)) return serverUrl;
  } catch (cause) {
    throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server of this link is badly encoded', { cause });
  }
  throw new ParleyError('CONFERENCE_LINK_INVALID', 'the server of this link is not an http(s) address');
}
