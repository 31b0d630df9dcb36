import { ParleyError } from '../../protocol/errors.ts';

/** Longest list, largest object and deepest nesting in any request. */
const MAX_ITEMS = 600;
const MAX_FIELDS = 64;
const MAX_DEPTH = 16;
/** Maximum number of values in one request. The largest ones are a list of 600 wants and all codecs of a browser. */
const MAX_VALUES = 5_000;

/**
 * Refuses a frame whose shape cannot be that of a request. A schema checks every element of a list before it refuses the
 * list as too long, and collects all faults. This function stops at the limits.
 * @throws ParleyError PROTOCOL_MALFORMED
 */
export function checkShape(frame: unknown): void {
  let values = 0;
  const visit = (value: unknown, depth: number): void => {
    values += 1;
    if (values > MAX_VALUES) throw malformed('too many values');
    if (typeof value !== 'object' || value === null) return;
    if (depth >= MAX_DEPTH) throw malformed('nested too deep');
    const list = Array.isArray(value);
    const items: unknown[] = list ? value : Object.values(value);
    if (items.length > (list ? MAX_ITEMS : MAX_FIELDS)) throw malformed('too many items');
    for (const item of items) visit(item, depth + 1);
  };
  visit(frame, 0);
}

function malformed(why: string): ParleyError {
  return new ParleyError('PROTOCOL_MALFORMED', `request: ${why}`);
}
