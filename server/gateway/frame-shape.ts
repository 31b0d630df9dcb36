import { ParleyError } from '../../protocol/errors.ts';

/** No request has a longer list, an object with more fields, or is nested deeper. */
const MAX_ITEMS = 600;
const MAX_FIELDS = 64;
const MAX_DEPTH = 16;
/** Values in one request: the largest are a list of 600 wishes and all codecs of a browser. */
const MAX_VALUES = 5_000;

/**
 * Refuses what cannot be a request by its shape alone. A schema looks at every element of a list before it finds the list
 * too long, and names every fault; this looks at no more than a request may have.
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
