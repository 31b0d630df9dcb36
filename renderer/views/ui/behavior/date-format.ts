import { conversationText } from '../../../i18n/en-conversations.ts';

const DAY_MS = 24 * 60 * 60_000;
const WEEK_DAYS = 6;

const STYLES = {
  time: { hour: 'numeric', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  weekday: { weekday: 'long' },
  day: { day: 'numeric', month: 'long' },
  dayOfYear: { day: 'numeric', month: 'long', year: 'numeric' },
  moment: { dateStyle: 'full', timeStyle: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Cached, because creating a formatter takes much longer than using it. */
const formatters = new Map<keyof typeof STYLES, Intl.DateTimeFormat>();

/** The interface is in English, so only English variants of the user's locales are used. */
function locale(): string {
  const own = globalThis.navigator?.language ?? '';
  return own.startsWith('en') ? own : 'en-GB';
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** Number of days between two dates on the user's calendar; 0 on the same day. */
function daysBetween(ms: number, nowMs: number): number {
  // Rounded, because a day can have 23 or 25 hours.
  return Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY_MS);
}

/** A number that is the same for all times of one day on the user's calendar. */
export function dayOf(ms: number): number {
  return startOfDay(ms);
}

/** `14:05`. */
export function timeWords(ms: number): string {
  return format(ms, 'time');
}

/** `14:05:09`. */
export function clockWords(ms: number): string {
  return format(ms, 'clock');
}

/** `Today`, `Yesterday`, `Monday`, `3 May`, `3 May 2024`. */
export function dayWords(ms: number, nowMs: number): string {
  const days = daysBetween(ms, nowMs);
  if (days === 0) return conversationText.days.today;
  if (days === 1) return conversationText.days.yesterday;
  if (days > 1 && days <= WEEK_DAYS) return format(ms, 'weekday');
  const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
  return format(ms, isThisYear ? 'day' : 'dayOfYear');
}

/** For lists: the time if it is today, otherwise the day. */
export function whenWords(ms: number, nowMs: number): string {
  return daysBetween(ms, nowMs) === 0 ? timeWords(ms) : dayWords(ms, nowMs);
}

/** The full date and time, for tooltips. */
export function dateTimeWords(ms: number): string {
  return format(ms, 'moment');
}

function format(ms: number, style: keyof typeof STYLES): string {
  const formatter = formatters.get(style) ?? new Intl.DateTimeFormat(locale(), STYLES[style]);
  formatters.set(style, formatter);
  return formatter.format(ms);
}
