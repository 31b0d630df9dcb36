import { parseConferenceLink } from '../../../protocol/text/links.ts';

/** A piece of a message as it is shown: text, or a link. A link to a conference (`parley:`) opens in Parley. */
export type MessagePiece = { readonly text: string; readonly url?: string };

/** A link longer than `open-link` accepts stays text. */
const MAX_URL = 2_000;
/** Limits the elements that a message full of links makes. */
const MAX_LINKS = 200;

/** Control characters that reach beyond their message (UAX #9 embeddings, overrides, isolates), and invisible ones. */
const CONTROLS = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/**
 * Up to a space, a quote, an angle bracket or a mark of East Asian sentences: a link that was copied has those encoded,
 * and a browser would read some of them as the dot of a host (UTS #46). Joiners are letters of their scripts.
 * A soft hyphen stays in, so that the host that it hides is refused. Scripts that put no space between words put none
 * before a link either.
 */
const CANDIDATE =
  /(?<![A-Za-z0-9])(?:https?:\/\/|mailto:|parley:\/\/)[[^\s\p{Cc}\p{Cf}<>"“”„«»`\|\\^。｡．、，！？；：（）「」『』【】《》〈〉［］｛｝]\u200c\u200d\u00ad]+/giv;
/** Punctuation of the sentence around a link. A link may end in `_`, `~` and `*`. */
const TRAILING = /[.,;:!?'’…،؛؟۔।]/u;
const OPENING = '([{';
const CLOSING = ')]}';
/** Marks around a link, as in `*https://example.org*`. */
const EMPHASIS = /[*_~]/;

/** Text as it may be shown: its lines, without control characters that change the text around it. */
export function shownText(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/gu, '\n').replace(CONTROLS, '');
}

/**
 * The pieces of a message, in order; together they are its shown text. Links are http, https, mailto and Parley's own,
 * without a user name, which would make one site look like another.
 */
export function piecesOf(text: string): MessagePiece[] {
  const shown = shownText(text);
  const pieces: MessagePiece[] = [];
  let end = 0;
  let links = 0;
  for (const match of shown.matchAll(CANDIDATE)) {
    const link = linkIn(match[0], shown.slice(Math.max(0, match.index - 3), match.index));
    const url = link.length <= MAX_URL ? urlOf(link) : undefined;
    if (!url || links === MAX_LINKS) continue;
    links += 1;
    if (match.index > end) pieces.push({ text: shown.slice(end, match.index) });
    pieces.push({ text: link, url });
    end = match.index + link.length;
  }
  if (end < shown.length) pieces.push({ text: shown.slice(end) });
  return pieces;
}

/** The part of a candidate that is the link. `before` is the text before it. */
function linkIn(candidate: string, before: string): string {
  const sentence = withoutTrailing(withinBrackets(candidate));
  return withoutTrailing(withoutEmphasis(sentence, before));
}

/** Up to the bracket that was opened before the link. */
function withinBrackets(candidate: string): string {
  const open: string[] = [];
  for (let at = 0; at < candidate.length; at += 1) {
    const letter = candidate[at] ?? '';
    if (OPENING.includes(letter)) open.push(letter);
    const opener = OPENING[CLOSING.indexOf(letter)];
    if (opener !== undefined && open.pop() !== opener) return candidate.slice(0, at);
  }
  return candidate;
}

function withoutTrailing(link: string): string {
  let end = link.length;
  while (end > 0 && TRAILING.test(link[end - 1] ?? '')) end -= 1;
  return link.slice(0, end);
}

/** Removes the marks after the link that are also before it. */
function withoutEmphasis(link: string, before: string): string {
  let length = 0;
  while (isEmphasis(before.at(-1 - length)) && before.at(-1 - length) === link.at(-1 - length)) length += 1;
  return link.slice(0, link.length - length);
}

function isEmphasis(letter: string | undefined): boolean {
  return letter !== undefined && EMPHASIS.test(letter);
}

function urlOf(link: string): string | undefined {
  if (/^parley:/i.test(link)) return conferenceUrl(link);
  const url = URL.parse(link);
  if (!url || url.href.length > MAX_URL) return undefined;
  if (url.protocol === 'mailto:') return /^[^?@]+@[^?@]+/.test(url.pathname) ? url.href : undefined;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && opensWhatItShows(link, url) ? url.href : undefined;
}

function conferenceUrl(link: string): string | undefined {
  try {
    parseConferenceLink(link);
    return link;
  } catch {
    return undefined;
  }
}

/**
 * Whether this link opens the host that it shows. A browser maps letters and dots of other widths, drops invisible
 * characters, and reads numbers as addresses (UTS #46, WHATWG URL §3.5). Such a link stays text.
 */
function opensWhatItShows(link: string, { hostname, username, password }: URL): boolean {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(link)?.[1] ?? '';
  if (username !== '' || password !== '' || authority.includes('@') || hostname === '') return false;
  const shown = authority.replace(/:\d*$/, '').toLowerCase();
  if (shown.startsWith('[')) return hostname.startsWith('[');
  const [labels, opened] = [shown.split('.'), hostname.split('.')];
  if (labels.length !== opened.length || shown.normalize('NFKC') !== shown) return false;
  return labels.every((label, index) =>
    /^[\x21-\x7e]*$/.test(label) ? label === opened[index] : opened[index]?.startsWith('xn--'),
  );
}
