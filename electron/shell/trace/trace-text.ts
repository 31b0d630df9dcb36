/** Facts whose words may be shown. Everything else that is text may be a secret, a description or what people write. */
const SHOWN_TEXT = new Set([
  'from',
  'to',
  'event',
  'state',
  'reason',
  'by',
  'code',
  'source',
  'role',
  'kind',
  'failed',
]);
const MAX_LENGTH = 80;

/**
 * Facts of one step as `name=value`, for a line of the trace. Of texts only IDs and a few known names are shown, so
 * that no token, passcode, session description, candidate or message gets there (SPEC SEC-5). Facts one level deeper
 * are named `outer.inner`; lists are shown by their length.
 */
export function traceText(facts: unknown): string {
  return pairs(facts, '').join(' ');
}

function pairs(facts: unknown, prefix: string): string[] {
  if (typeof facts !== 'object' || facts === null) return [];
  return Object.entries(facts).flatMap(([name, value]) => {
    const label = `${prefix}${name}`;
    if (Array.isArray(value)) return [`${label}=[${value.length}]`];
    if (typeof value === 'object' && value !== null) return prefix === '' ? pairs(value, `${name}.`) : [];
    if (typeof value === 'number' || typeof value === 'boolean') return [`${label}=${value}`];
    if (typeof value !== 'string' || !isShown(name)) return [];
    return [`${label}=${value.slice(0, MAX_LENGTH)}`];
  });
}

function isShown(name: string): boolean {
  return SHOWN_TEXT.has(name) || name === 'id' || name.endsWith('Id');
}
