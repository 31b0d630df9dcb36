/** A piece of a message as it is shown: text, or a link that opens outside of Parley. */
export type MessagePiece = { readonly text: string; readonly url?: string };

/** A link longer than `open-link` takes stays text. */
const MAX_URL = 2_000;
/** A message of nothing but links does not make thousands of elements. */
const MAX_LINKS = 200;

/** Controls that would reach beyond their message (UAX #9 embeddings, overrides, isolates), and those without a shape. */
const CONTROLS = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const CANDIDATE = /(?<![\p{L}\p{N}])(?:https?:\/\/|mailto:)[^\s\p{Cc}\p{Cf}<>"“”`{}|\\^]+/giu;
const TRAILING = /[.,;:!?'’*_~…]/u;

/** Text as it may be shown: its lines, without controls that change what stands around it. */
export function shownText(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/gu, '\n').replace(CONTROLS, '');
}

/**
 * The pieces of a message, in order; together they are its shown text. Links are http, https and mailto only, without
 * a user name, which would make one site look like another.
 */
export function piecesOf(text: string): MessagePiece[] {
  const shown = shownText(text);
  const pieces: MessagePiece[] = [];
  let end = 0;
  let links = 0;
  for (const match of shown.matchAll(CANDIDATE)) {
    const link = withoutTrailing(match[0]);
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

/** Punctuation after a link belongs to the sentence; so does a bracket that was opened before it. */
function withoutTrailing(link: string): string {
  let surplus = link.split(')').length - link.split('(').length;
  let end = link.length;
  for (; end > 0; end -= 1) {
    const last = link[end - 1] ?? '';
    if (last === ')' && surplus > 0) surplus -= 1;
    else if (!TRAILING.test(last)) break;
  }
  return link.slice(0, end);
}

function urlOf(link: string): string | undefined {
  const url = URL.parse(link);
  if (!url || url.href.length > MAX_URL) return undefined;
  if (url.protocol === 'mailto:') return /^[^?@]+@[^?@]+/.test(url.pathname) ? url.href : undefined;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : undefined;
}
